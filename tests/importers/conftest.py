"""Files as people send them, and what the importers say about those they refuse."""

import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest

from comity.importers import read_votes
from comity.terms.errors import ComityError

Written = Callable[..., Path]
Refused = Callable[..., ComityError]


@pytest.fixture
def written(tmp_path: Path) -> Written:
    """Write text (as UTF-8) or bytes to a file, votes.csv unless named, and give its path."""

    def write(content: str | bytes, name: str = "votes.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
        return path

    return write


@pytest.fixture
def refused(written: Written) -> Refused:
    """What is raised for a file with this content, its name taken off so that the rest can be compared."""

    def refuse(content: str | bytes, read: Callable[..., object] = read_votes, **options: object) -> ComityError:
        with pytest.raises(ComityError) as caught:
            read(written(content), **options)
        assert str(caught.value.parameters.pop("file")).endswith("votes.csv")
        return caught.value

    return refuse


@pytest.fixture
def measured() -> Callable[[Callable[[], object]], tuple[float, int]]:
    """Processor seconds that something takes, and the most memory (bytes) it held at once, measured one by one."""

    def measure(run: Callable[[], object]) -> tuple[float, int]:
        start = time.process_time()
        run()
        seconds = time.process_time() - start
        tracemalloc.start()
        try:
            run()
            return seconds, tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    return measure
