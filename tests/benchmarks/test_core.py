from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture
def benchmarks(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.syspath_prepend(str(checkout / "benchmarks"))
    yield
    for name in [name for name in sys.modules if name == "core" or name.startswith("core.")]:
        del sys.modules[name]


@pytest.fixture
def cores(benchmarks: None) -> dict[str, Any]:
    from core import columns, in_c, records, with_mesa

    found = {"records": records.Core, "columns": columns.Core, "mesa": with_mesa.Core}
    return found | ({"c": in_c.Core} if shutil.which("gcc") else {})


@pytest.mark.slow
def test_every_version_of_the_core_ends_with_the_same_levels(cores: dict[str, Any]) -> None:
    from core.peers import check

    assert check(cores, 90, 30) > 100


class Wrong:
    def __init__(self, n: int) -> None:
        self.n = n

    def run(self, first: int, last: int) -> None:
        pass

    def levels(self) -> list[tuple[int, int, int]]:
        return [(0, 1, self.n)]


class Other(Wrong):
    def levels(self) -> list[tuple[int, int, int]]:
        return [(0, 1, self.n + 1)]


def test_a_version_with_other_levels_is_not_timed(benchmarks: None) -> None:
    from core.peers import check

    assert check({"c": Wrong, "numba": Wrong}, 2) == 1
    with pytest.raises(SystemExit, match="numba"):
        check({"c": Wrong, "numba": Other}, 2)
