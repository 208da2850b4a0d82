from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

CORE = {"c": 200.0, "numba": 220.0, "numpy": 880.0, "mesa": 22_000.0, "agentpy": 44_000.0}


def figures(**values: float) -> dict[str, dict[str, float | str]]:
    return {name: {"unit": "ns per actor", "min": v, "median": v} for name, v in values.items()}


@pytest.fixture
def results(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.syspath_prepend(str(checkout / "benchmarks"))
    import results

    return results


@pytest.fixture
def found() -> dict[str, Any]:
    return {
        "core_332": figures(**CORE),
        "rules": {"cpu": {"unit": "ms", "min": 40.0, "median": 50.0}},
        "actors_3000": {
            **figures(quarter=2000.0),
            "memory": {"unit": "MB", "min": 280.0, "median": 280.0},
        },
        "actors_1000000": figures(quarter=10_000.0),
        "compare": {"elapsed": {"unit": "s", "min": 9.0, "median": 9.0}},
    }


def test_times_are_counted_in_steps_of_the_core_in_c(results: Any, found: dict[str, Any]) -> None:
    ratios = results.ratios_of(found)
    assert ratios["rules cpu"] == pytest.approx(0.040 / 200e-9 / 1e6)
    assert ratios["core_332 numba / c"] == pytest.approx(1.1)
    assert ratios["core_332 numba / mesa"] == pytest.approx(0.01)
    assert ratios["actors_3000 memory"] == 280.0
    assert "compare elapsed" not in ratios


def test_a_machine_of_half_the_speed_has_the_same_ratios(
    results: Any, found: dict[str, Any]
) -> None:
    slower = {
        case: {
            name: of if of["unit"] == "MB" else {**of, "min": 2 * of["min"]}
            for name, of in part.items()
        }
        for case, part in found.items()
    }
    assert results.ratios_of(slower) == pytest.approx(results.ratios_of(found))


def test_only_what_is_worse_by_more_than_15_per_cent_is_told(results: Any) -> None:
    kept = {"a": 1.0, "b": 1.0, "c": 1.0}
    told = results.worse({"a": 1.16, "b": 1.14, "c": 0.5, "new": 9.0}, kept)
    assert told == ["a: 1.16, kept 1, +16%"]


def test_the_exponent_compares_whole_quarters(results: Any, found: dict[str, Any]) -> None:
    assert results.exponent(found) == pytest.approx(1.2771, abs=1e-4)


def test_the_tables_say_how_many_times_faster(results: Any, found: dict[str, Any]) -> None:
    text = results.as_markdown(found, dict.fromkeys(found, "title"))
    assert "1.10 x C | 4.0 times faster | 100.0 times faster | 200.0 times faster" in text
    assert "to the power 1.28" in text
