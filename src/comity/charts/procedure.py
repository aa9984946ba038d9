"""A procedure as a diagram of its states: one state a row, in layers from the start, with the ends last.

Steps to the next row are arrows between the boxes. All other steps to a state share one lane at the side: down on the
side where reading ends, up on the side where it begins. Numbers are those of the table. Everything is drawn in one
colour, 280 pixels wide, so that it stands on a phone and in print as it is.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from comity.charts.marks import LETTER, LIGHT, width_of
from comity.charts.svg import Figure, element, figure, words
from comity.charts.table import Column, Table, table
from comity.procedure import Description, Procedure, describe
from comity.procedure.charter import BACK, FINAL, PAUSE, STAY
from comity.words import direction, list_of, number, say

WIDTH, LANE, GAP, LINE, PAD = 280.0, 13.0, 30.0, 16.0, 8.0
STROKE, HEAD, PORT, LEAST = 1.3, 4.5, 13.0, 30.0
MOST_LINES = 3


@dataclass(frozen=True)
class _Arrow:
    """Steps from one row to another that are drawn alike: `clock` says whether all are taken by clocks."""

    source: int
    target: int
    steps: tuple[int, ...]
    clock: bool


@dataclass(frozen=True)
class _Box:
    top: float
    height: float
    lines: tuple[str, ...]
    kind: str
    notes: str

    def port(self, position: int, ports: int) -> float:
        return self.top + self.height * (position + 1) / (ports + 1)


@dataclass(frozen=True)
class _Trunk:
    """The lane by which steps come to one row from one side. lane: 0 is next to the boxes."""

    target: int
    arrows: tuple[_Arrow, ...]
    lane: int

    @property
    def rows(self) -> tuple[int, int]:
        ends = [self.target, *(arrow.source for arrow in self.arrows)]
        return min(ends), max(ends)

    @property
    def down(self) -> bool:
        """Whether it leads down the page."""
        return self.arrows[0].target > self.arrows[0].source


def procedure_chart(key: str, language: str, procedure: Procedure) -> Figure:
    """The states of a procedure and the steps between them."""
    read = describe(procedure, language)
    order = _rows(procedure)
    arrows = _arrows(procedure, order)
    down = _trunks([a for a in arrows if a.target > a.source + 1])
    up = _trunks([a for a in arrows if a.target < a.source])
    lanes = [1 + max((trunk.lane for trunk in side), default=-1) for side in (up, down)]
    begin, end = lanes[0] * LANE + PAD, WIDTH - lanes[1] * LANE - PAD
    boxes = _boxes(procedure, read, order, end - begin, (*down, *up))
    drawing = _Drawing(direction(language) == "rtl", begin, end, boxes)
    parts = [*drawing.boxed(), *drawing.straight([a for a in arrows if a.target == a.source + 1])]
    for trunk in (*down, *up):
        parts += drawing.trunk(trunk, _ports(boxes, (*down, *up)))
    inside = element("svg", parts, x="100%" if drawing.rtl else 0, overflow="visible")
    height = boxes[-1].top + boxes[-1].height + PAD
    start = read.states[list(procedure.states).index(procedure.initial)].label
    title = say(language, "chart.procedure.title", procedure=read.label, start=start)
    description = say(
        language,
        "chart.procedure.desc",
        procedure=read.label,
        states=len(read.states),
        steps=len(read.steps),
        start=start,
        ends=[state.label for state in read.states if state.kind == FINAL],
    )
    return figure(key, language, title, description, [inside], kind="procedure", height=height)


def procedure_table(language: str, procedure: Procedure) -> Table:
    """Every step with its number in the diagram: from where to where, by whom, on which condition."""
    read = describe(procedure, language)
    label = {state.name: state.label for state in read.states}
    rows = []
    for position, step in enumerate(read.steps, 1):
        target = {STAY: say(language, "procedure.stays"), BACK: say(language, "procedure.returns")}
        rows.append(
            (
                f"{number(language, position)}. {step.label}",
                list_of(language, [label[source] for source in step.sources]),
                target.get(step.target) or label[step.target],
                step.who,
                step.condition,
            )
        )
    columns = [Column(say(language, f"column.{name}")) for name in ("step", "from", "to", "by_whom", "condition")]
    return table(say(language, "chart.procedure.table", procedure=read.label), columns, rows)


def standalone(drawn: Figure) -> str:
    """The figure as a file of its own, that needs no page around it."""
    opening = '<svg xmlns="http://www.w3.org/2000/svg" font-family="sans-serif" font-size="13" '
    whole = drawn.svg.replace("<svg ", opening, 1).replace('width="100%"', f'width="{WIDTH:.0f}"', 1)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{whole}\n'


def _rows(procedure: Procedure) -> list[str]:
    """The states by how many steps they are from the start, the ends last; in the charter's order where alike."""
    depth = {procedure.initial: 0}
    waiting = [procedure.initial]
    for state in waiting:
        for step in procedure.steps_from(state):
            if step.target in procedure.states and step.target not in depth:
                depth[step.target] = depth[state] + 1
                waiting.append(step.target)
    last = len(procedure.states)
    return sorted(
        procedure.states,
        key=lambda name: last + 1 if procedure.states[name].kind == FINAL else depth.get(name, last),
    )


def _arrows(procedure: Procedure, order: Sequence[str]) -> list[_Arrow]:
    """One arrow for all steps between the same two rows."""
    row = {name: position for position, name in enumerate(order)}
    found: dict[tuple[int, int], list[int]] = {}
    for position, step in enumerate(procedure.transitions, 1):
        for source in step.sources:
            if step.target in row and step.target != source:
                found.setdefault((row[source], row[step.target]), []).append(position)
    return [
        _Arrow(*ends, tuple(steps), all(procedure.transitions[step - 1].clock for step in steps))
        for ends, steps in sorted(found.items())
    ]


def _trunks(arrows: Sequence[_Arrow]) -> list[_Trunk]:
    """Lanes for arrows, one for each target; the shortest lie next to the boxes, and none lies on another."""
    by_target: dict[int, list[_Arrow]] = {}
    for arrow in arrows:
        by_target.setdefault(arrow.target, []).append(arrow)
    waiting = [_Trunk(target, tuple(those), 0) for target, those in by_target.items()]
    placed: list[_Trunk] = []
    for trunk in sorted(waiting, key=lambda one: (one.rows[1] - one.rows[0], one.target)):
        low, high = trunk.rows
        taken = {other.lane for other in placed if other.rows[0] <= high and other.rows[1] >= low}
        lane = next(lane for lane in range(len(placed) + 1) if lane not in taken)
        placed.append(_Trunk(trunk.target, trunk.arrows, lane))
    return placed


def _boxes(
    procedure: Procedure, read: Description, order: Sequence[str], width: float, trunks: Sequence[_Trunk]
) -> list[_Box]:
    labels = {state.name: state.label for state in read.states}
    boxes: list[_Box] = []
    top = PAD
    for row, name in enumerate(order):
        leaving = [arrow for trunk in trunks for arrow in trunk.arrows if arrow.source == row]
        aside = max((width_of(_numbered(arrow.steps), LIGHT) for arrow in leaving), default=0.0)
        lines = _wrapped(labels[name], width - 2 * PAD - 2 * aside)
        notes = _notes(procedure, name)
        ports = [_met(trunks, row, down) for down in (False, True)]
        height = max(LINE * (len(lines) + bool(notes)) + PAD, PORT * (max(ports) + 1), LEAST)
        boxes.append(_Box(top, height, lines, procedure.states[name].kind, notes))
        top += height + GAP
    return boxes


def _met(trunks: Sequence[_Trunk], row: int, down: bool) -> int:
    """How many lanes meet a box on one side."""
    those = [trunk for trunk in trunks if trunk.down == down]
    return sum((trunk.target == row) + any(a.source == row for a in trunk.arrows) for trunk in those)


def _numbered(steps: Sequence[int]) -> str:
    return " ".join(map(str, steps))


def _notes(procedure: Procedure, state: str) -> str:
    """The numbers of the steps that lead nowhere else: those that stay, and those that go back from a pause."""
    found = []
    for sign, target in (("↻", STAY), ("↩", BACK)):
        steps = [
            str(position)
            for position, step in enumerate(procedure.transitions, 1)
            if state in step.sources and (step.target == target or (target == STAY and step.target == state))
        ]
        if steps:
            found.append(f"{sign} {' '.join(steps)}")
    return "  ".join(found)


def _wrapped(text: str, width: float) -> tuple[str, ...]:
    """Text in at most MOST_LINES lines; Chinese breaks between any two characters."""
    pieces = text.split(" ") if " " in text else list(text) if width_of(text, LETTER) > width else [text]
    joint = " " if " " in text else ""
    lines = [""]
    for piece in pieces:
        longer = f"{lines[-1]}{joint}{piece}" if lines[-1] else piece
        if width_of(longer, LETTER) <= width or not lines[-1]:
            lines[-1] = longer
        elif len(lines) < MOST_LINES:
            lines.append(piece)
        else:
            lines[-1] += "…"
            break
    return tuple(lines)


def _ports(boxes: Sequence[_Box], trunks: Iterable[_Trunk]) -> dict[tuple[int, bool, int, bool], float]:
    """(row, whether it leads down, target of the lane, whether it leaves) -> height at which a lane meets a box: no
    two at the same, what leaves above what arrives."""
    meets: dict[tuple[int, bool], list[tuple[int, bool]]] = {}
    for trunk in trunks:
        down = trunk.down
        meets.setdefault((trunk.target, down), []).append((trunk.target, False))
        for arrow in trunk.arrows:
            meets.setdefault((arrow.source, down), []).append((trunk.target, True))
    found = {}
    for (row, down), those in meets.items():
        for position, (target, outgoing) in enumerate(sorted(those, key=lambda one: (not one[1], one[0]))):
            found[row, down, target, outgoing] = boxes[row].port(position, len(those))
    return found


@dataclass(frozen=True)
class _Drawing:
    """begin, end: where boxes stand, from the side where reading begins."""

    rtl: bool
    begin: float
    end: float
    boxes: Sequence[_Box]

    def x(self, along: float) -> float:
        return -along if self.rtl else along

    def boxed(self) -> Iterator[str]:
        left = min(self.x(self.begin), self.x(self.end))
        middle = (self.x(self.begin) + self.x(self.end)) / 2
        for box in self.boxes:
            frame = {"rx": 4, "fill": "none", "stroke": "currentColor"}
            yield element(
                "rect",
                x=left,
                y=box.top,
                width=self.end - self.begin,
                height=box.height,
                stroke_width=2.4 if box.kind == "start" else STROKE,
                stroke_dasharray="5 3" if box.kind == PAUSE else None,
                **frame,
            )
            if box.kind == FINAL:
                yield element(
                    "rect",
                    x=left + 3,
                    y=box.top + 3,
                    width=self.end - self.begin - 6,
                    height=box.height - 6,
                    stroke_width=0.8,
                    **frame,
                )
            lines = [*box.lines, *([box.notes] if box.notes else [])]
            first = box.top + (box.height - LINE * len(lines)) / 2 + LINE - 4
            for position, line in enumerate(lines):
                note = position == len(box.lines)
                yield words(
                    "text",
                    line,
                    x=middle,
                    y=first + position * LINE,
                    text_anchor="middle",
                    direction="ltr" if note else None,
                    class_="axis" if note else "strong",
                )

    def straight(self, arrows: Iterable[_Arrow]) -> Iterator[str]:
        """Arrows to the next row, with their numbers beside."""
        middle = (self.begin + self.end) / 2
        for arrow in arrows:
            above, below = self.boxes[arrow.source], self.boxes[arrow.target]
            start, tip = above.top + above.height, below.top
            yield self._path([(middle, start), (middle, tip - HEAD)], arrow.clock)
            yield self._head(middle, tip, (0, 1))
            yield self._numbers(arrow.steps, middle + 7, (start + tip) / 2 + 3, False)

    def trunk(self, trunk: _Trunk, ports: dict[tuple[int, bool, int, bool], float]) -> Iterator[str]:
        """A lane with a branch from each source and an arrow head at its target."""
        down = trunk.down
        edge = self.end if down else self.begin
        lane = edge + (LANE * (trunk.lane + 1)) * (1 if down else -1)
        into = ports[trunk.target, down, trunk.target, False]
        sources = [ports[arrow.source, down, trunk.target, True] for arrow in trunk.arrows]
        timed = all(arrow.clock for arrow in trunk.arrows)
        furthest = min(sources) if down else max(sources)
        tip = edge + (HEAD if down else -HEAD)
        yield self._path([(lane, furthest), (lane, into), (tip, into)], timed)
        yield self._head(edge, into, (-1 if down else 1, 0))
        for arrow, y in zip(trunk.arrows, sources, strict=True):
            yield self._path([(edge, y), (lane, y)], arrow.clock)
            yield self._numbers(arrow.steps, edge + (-4 if down else 4), y + 4, down)

    def _path(self, points: Sequence[tuple[float, float]], clock: bool) -> str:
        d = "M" + "L".join(f"{self.x(x):.1f} {y:.1f}" for x, y in points)
        dashes = "4 3" if clock else None
        return element("path", d=d, fill="none", stroke="currentColor", stroke_width=STROKE, stroke_dasharray=dashes)

    def _head(self, x: float, y: float, towards: tuple[int, int]) -> str:
        """The tip of an arrow at a point, pointing there."""
        along, across = towards
        back = (x - along * HEAD * 1.6, y - across * HEAD * 1.6)
        sides = [(back[0] + across * HEAD, back[1] + along * HEAD), (back[0] - across * HEAD, back[1] - along * HEAD)]
        d = "M" + "L".join(f"{self.x(px):.1f} {py:.1f}" for px, py in ((x, y), *sides)) + "Z"
        return element("path", d=d, fill="currentColor")

    def _numbers(self, steps: Sequence[int], x: float, y: float, before: bool) -> str:
        anchor = "end" if before != self.rtl else "start"
        return words(
            "text", _numbered(steps), x=self.x(x), y=y, text_anchor=anchor, direction="ltr", class_="axis", font_size=11
        )
