"""Announcing a draw: who makes the seed, from whom is drawn, and by when."""

import datetime

from django import forms

from comity.flow.remember.draws.asked import Asked, Sample, Stratified
from comity.flow.remember.draws.payloads import Announced
from comity.terms.errors import ComityError
from comity.web.site.pages import language, said, said_later
from comity.web.spine.acts.record import stamp
from comity.words import explain

LONGEST = 20_000
_KEY = 64


def _lines(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, "dir": "ltr", "spellcheck": "false"})


def _moment(key: str) -> forms.DateTimeField:
    widget = forms.DateTimeInput(attrs={"type": "datetime-local", "dir": "ltr"}, format="%Y-%m-%dT%H:%M")
    return forms.DateTimeField(label=said_later(key), widget=widget, help_text=said_later("draws.utc"))


class Announcing(forms.Form):
    """payload: the announcement, once the form is valid."""

    draw = forms.CharField(
        label=said_later("draws.id"),
        help_text=said_later("draws.id.hint"),
        max_length=64,
        widget=forms.TextInput(attrs={"dir": "ltr"}),
    )
    purpose = forms.CharField(
        label=said_later("draws.purpose"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"})
    )
    pool = forms.CharField(
        label=said_later("draws.pool"), help_text=said_later("draws.pool.hint"), max_length=LONGEST, widget=_lines(8)
    )
    count = forms.IntegerField(label=said_later("draws.count"), required=False, min_value=1, max_value=10_000)
    quotas = forms.CharField(
        label=said_later("draws.quotas"),
        help_text=said_later("draws.quotas.hint"),
        required=False,
        max_length=LONGEST,
        widget=_lines(3),
    )
    participants = forms.CharField(
        label=said_later("draws.participants"),
        help_text=said_later("draws.participants.hint"),
        max_length=LONGEST,
        widget=_lines(5),
    )
    threshold = forms.IntegerField(
        label=said_later("draws.threshold"),
        help_text=said_later("draws.threshold.hint"),
        required=False,
        min_value=2,
        max_value=200,
    )
    commit_by = _moment("draws.commit_by")
    reveal_by = _moment("draws.reveal_by")
    rebuild_by = _moment("draws.rebuild_by")

    def __init__(self, *args: object, **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]
        self.payload: dict[str, object] = {}

    def clean(self) -> dict[str, object]:
        """The announcement, checked as whoever replays the record checks it."""
        data: dict[str, object] = dict(super().clean() or {})
        if self.errors:
            return data
        if bool(data["count"]) == bool(str(data["quotas"]).strip()):
            self.add_error("count", said("draws.count.either"))
            return data
        try:
            self.payload = self._announced(data).to_payload()
            Announced.from_payload(self.payload)
        except ComityError as error:
            self.add_error(_beside(error.code), explain(error, language()))
        return data

    def _announced(self, data: dict[str, object]) -> Announced:
        pool = dict(_pair(line, ",") for line in _rows(data["pool"]))
        participants = {}
        for line in _rows(data["participants"]):
            name, key = _pair(line, " ")
            if len(key) != _KEY or not set(key) <= set("0123456789abcdef"):
                raise ComityError("draw.bad_key", name=name)
            if name in participants:
                raise ComityError("draw.participant_twice", name=name)
            participants[name] = bytes.fromhex(key)
        times = [_stamp(data[name]) for name in ("commit_by", "reveal_by", "rebuild_by")]
        threshold = data["threshold"] if isinstance(data["threshold"], int) else len(participants) // 2 + 1
        return Announced(str(data["draw"]), str(data["purpose"]), pool, _asked(data), participants, threshold, *times)


def _asked(data: dict[str, object]) -> Asked:
    if isinstance(data["count"], int):
        return Sample(data["count"])
    quotas = {}
    for line in _rows(data["quotas"]):
        stratum, quota = _pair(line, ":")
        if not (quota.isascii() and quota.isdecimal() and len(quota) < 6):
            raise ComityError("draw.not_whole", field="quotas", least=0, most=99_999)
        quotas[stratum] = int(quota)
    return Stratified(quotas)


def _rows(text: object) -> list[str]:
    return [line.strip() for line in str(text).splitlines() if line.strip()]


def _pair(line: str, mark: str) -> tuple[str, str]:
    """What stands before the last mark and behind it; all of the line, and "", where there is no mark."""
    before, found, after = line.rpartition(mark)
    return (before.strip(), after.strip()) if found else (line, "")


def _stamp(moment: object) -> str:
    return stamp(moment) if isinstance(moment, datetime.datetime) else ""


def _beside(code: str) -> str:
    if code.startswith("lots.") or code == "draw.not_whole":
        return "pool"
    return {
        "draw.not_identifier": "draw",
        "draw.threshold": "threshold",
        "draw.times_out_of_order": "reveal_by",
        "draw.not_text": "pool",
    }.get(code, "participants")
