"""Another design for an experiment: the same question, scenarios and factors, sampled otherwise."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from interhelix.experiments.experiment import Experiment
from interhelix.model.errors import Fault, InputError, unknown

METHODS = {"one": "one_at_a_time", "morris": "morris", "sobol": "saltelli"}
SIZES = {"one": 9, "morris": 20, "sobol": 64}


def derived(
    experiment: Experiment,
    path: Path,
    method: str = "morris",
    size: int | None = None,
    replicates: int | None = None,
    draws: Path | None = None,
) -> Experiment:
    """Write an experiment with another design as a file, and load it.

    ``method`` is ``one``, ``morris`` or ``sobol``; factors that have lists of values are sampled
    between the least and the largest. With ``draws`` the settings are the rows of that file. A file
    that is there already must say the same.

    Raises:
        InputError: no such method, an experiment without factors, or a path that is in use.

    """
    check_method(method)
    if draws is None and not experiment.factors:
        remedy = "add a table [factors], or give --draws"
        raise InputError(Fault(str(experiment), "has no factors", remedy))
    design: dict[str, object] = {"kind": METHODS[method], "size": size or SIZES[method]}
    ranges = {name: (min(values), max(values)) for name, values in experiment.factors.items()}
    if draws is not None:
        design, ranges = {"kind": "file", "file": str(draws.resolve())}, {}
    text = _text(experiment, design, ranges, replicates or experiment.replicates)
    there = path.read_text(encoding="utf-8") if path.is_file() else text
    if there != text or path.is_dir():
        raise InputError(Fault(str(path), "is another experiment", "give another --store"))
    new = not path.exists()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    try:
        return Experiment.load(path)
    except BaseException:
        if new:
            path.unlink()
        raise


def check_method(method: str) -> None:
    """Refuse a method that there is not.

    Raises:
        InputError: with the nearest one that there is.

    """
    if method not in METHODS:
        raise unknown("method", method, METHODS, "--method")


def _text(
    experiment: Experiment,
    design: Mapping[str, object],
    ranges: Mapping[str, tuple[float, float]],
    replicates: int,
) -> str:
    """Return an experiment as TOML; a text of JSON is one of TOML, too."""
    scenarios = [experiment.files.get(name, name) for name in experiment.scenarios]
    fields = {
        "question": experiment.question,
        "world": experiment.world,
        "scenarios": scenarios,
        "quarters": experiment.quarters,
        "replicates": replicates,
        "seed": experiment.seed,
        "measures": list(experiment.measures),
    }
    lines = [f"{name} = {json.dumps(value, ensure_ascii=False)}" for name, value in fields.items()]
    inner = ", ".join(f"{name} = {json.dumps(value)}" for name, value in design.items())
    lines.append(f"design = {{ {inner} }}")
    if ranges:
        lines += ["", "[factors]"]
        lines += [
            f'"{n}" = {{ low = {low!r}, high = {high!r} }}' for n, (low, high) in ranges.items()
        ]
    return "\n".join(lines) + "\n"
