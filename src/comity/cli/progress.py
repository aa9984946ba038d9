"""How far the work is, said on standard error while it takes long."""

import sys
import threading
import time
from types import TracebackType
from typing import Self, TextIO

from comity.words import has, say

PATIENCE = 1.0  # seconds before anything is said on a terminal
PAUSE = 0.5  # seconds between two looks at how far it is
LINE_EVERY = 10.0  # seconds between lines where there is no terminal
_CLEAR = "\r\x1b[K"


class Progress:
    """To be called with how far the work is (0 to 1) and the name of its stage, within a `with` block.

    On a terminal one line is drawn over and over, and gone when the work is done; elsewhere, as in a log, a line is
    written now and then. Short work says nothing, nor does `quiet`.
    """

    def __init__(self, language: str, *, quiet: bool = False, stream: TextIO | None = None) -> None:
        self._language = language
        self._stream = sys.stderr if stream is None else stream
        self._quiet = quiet
        self._drawing = self._stream.isatty()
        self._state = (0.0, "reading")
        self._done = threading.Event()
        self._drawn = False
        self._teller = threading.Thread(target=self._tell, daemon=True)

    def __call__(self, fraction: float, stage: str) -> None:
        self._state = (fraction, stage)

    def __enter__(self) -> Self:
        if not self._quiet:
            self._teller.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._done.set()
        if self._quiet:
            return
        self._teller.join()
        if self._drawn:
            self._stream.write(_CLEAR)
            self._stream.flush()

    def _tell(self) -> None:
        """Say how far it is until it is done."""
        begun = time.monotonic()
        next_line = LINE_EVERY
        pause = PATIENCE
        while not self._done.wait(pause):
            pause = PAUSE
            passed = time.monotonic() - begun
            if self._drawing:
                self._stream.write(f"{_CLEAR}{self._sentence(passed)}")
                self._stream.flush()
                self._drawn = True
            elif passed >= next_line:
                self._stream.write(f"{self._sentence(passed)}\n")
                self._stream.flush()
                next_line = passed + LINE_EVERY

    def _sentence(self, passed: float) -> str:
        fraction, stage = self._state
        key = f"progress.{stage}"
        doing = say(self._language, key if has(key) else "progress.working")
        return say(self._language, "progress.line", share=fraction, doing=doing, seconds=round(passed))
