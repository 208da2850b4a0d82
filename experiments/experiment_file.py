"""Reading experiment files: every fault in one pass, each in one line."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from interhelix.experiments.designs import KINDS, Design, Levels, Range
from interhelix.experiments.inputs import BOUNDS, is_path, shipped
from interhelix.model.errors import Fault, InputError, shortened, unknown
from interhelix.model.measures import BY_NAME, PRIMARY
from interhelix.model.parameters import catalogue, fault_of
from interhelix.scenarios import Scenario, load_world
from interhelix.scenarios.checks.faults import Faults, shown
from interhelix.scenarios.checks.keys import Keys
from interhelix.scenarios.checks.reading import is_file

if TYPE_CHECKING:
    pass


FOLDER = Path(__file__).parent
KEYS = (
    "question", "world", "scenarios", "quarters", "replicates", "seed", "measures", "design",
    "factors", "override", "series",
)  # fmt: skip
DEFAULTS = {"quarters": 60, "replicates": 30, "seed": 1, "series": 0}
FULL = Design()
LOWEST = {"replicates": 1, "series": 0}


def experiment_names() -> tuple[str, ...]:
    """List the experiments that ship."""
    return tuple(sorted(file.stem for file in FOLDER.glob("*.toml")))


def located(name_or_path: str | Path) -> Path:
    """Find the file of an experiment: a name has neither a slash nor ``.toml``."""
    if is_path(name_or_path):
        return Path(name_or_path)
    name = str(name_or_path)
    own = next(
        (f"file write './{file}'" for file in (name, f"{name}.toml") if is_file(Path(file))), ""
    )
    return FOLDER / f"{shipped('experiment', name, experiment_names(), own)}.toml"


def read(table: dict[str, Any], path: Path, faults: Faults) -> dict[str, object]:
    """Return the fields of the experiment that a table describes, and note what is wrong."""
    keys = Keys(table, str(path), faults)
    keys.only(KEYS)
    question = keys.text("question", needed=True)
    world = _world(keys, path.parent)
    names, files = _scenarios(keys, path.parent)
    numbers = {name: _number(keys, name) for name in DEFAULTS}
    measures = _measures(keys)
    design, factors = _design(keys, path.parent)
    of_file = list(factors)
    factors |= dict(_factors(keys, design))
    override = keys.texts("override")
    _check_scenarios(keys, dict.fromkeys(names), files, of_file, override)
    return {
        "name": path.stem,
        "question": question,
        "world": world,
        "scenarios": names,
        "files": files,
        **numbers,
        "measures": measures,
        "design": design,
        "factors": factors,
        "override": override,
    }


def _world(keys: Keys, folder: Path) -> str:
    """Return the name of a world, or its path."""
    world = keys.text("world") or "russia"
    if is_path(world):
        world = str((folder / world).resolve())
    keys.faults.attempt(load_world, world, keys.at("world"))
    return world


def _measures(keys: Keys) -> tuple[str, ...]:
    """Return the names of the measures to keep."""
    names = keys.texts("measures")
    for name in filter(None, names):
        if name not in BY_NAME:
            keys.faults.unknown(keys.at("measures"), "measure", name, BY_NAME)
    if len(set(names)) != len(names):
        keys.faults.add(keys.at("measures"), "a measure stands twice", "keep one of the two")
    return names or PRIMARY


def _number(keys: Keys, name: str) -> int:
    low, high = BOUNDS["quarters" if name == "series" else name]
    number = keys.whole(name, LOWEST.get(name, low), high)
    return DEFAULTS[name] if number is None else number


def _scenarios(keys: Keys, folder: Path) -> tuple[tuple[str, ...], dict[str, str]]:
    """Return names of scenarios, and the paths of those that are files."""
    given = keys.texts("scenarios")
    if not given and "scenarios" not in keys.table:
        keys.faults.add(
            keys.where, "'scenarios' is missing", 'add scenarios = ["conferences", "…"]'
        )
    elif not given and keys.table["scenarios"] == []:
        keys.faults.add(keys.at("scenarios"), "is empty", "name one scenario or more")
    given = tuple(filter(None, given))
    names = [Path(text).stem if is_path(text) else text for text in given]
    for name in sorted({name for name in names if names.count(name) > 1}):
        problem = f"'{shortened(name)}' stands twice"
        keys.faults.add(keys.at("scenarios"), problem, "name it once, or rename one file")
    paths = {
        name: str((folder / text).resolve())
        for name, text in zip(names, given, strict=True)
        if is_path(text)
    }
    return tuple(names), paths


def _check_scenarios(
    keys: Keys,
    names: Iterable[str],
    files: Mapping[str, str],
    of_file: Sequence[str],
    override: Sequence[str],
) -> None:
    """Note what is wrong with scenarios, and factors that they set themselves.

    ``of_file`` are the factors of a file of points; others stand in the experiment.
    """
    at = keys.at("scenarios")
    loaded = [keys.faults.attempt(Scenario.load, place(name, files), at) for name in names]
    if None in loaded:
        return
    given = keys.table.get("factors")
    factors = [name for name, _ in _flat(given)] if isinstance(given, dict) else of_file
    for name, problem, remedy in clashes(filter(None, loaded), factors, override):
        keys.faults.add(f"{keys.at('factors')}, {shortened(name)}", problem, remedy)


def place(scenario: str, files: Mapping[str, str]) -> str | Path:
    """Return the path of a scenario that is a file, the name of one that ships."""
    return Path(files[scenario]) if scenario in files else scenario


def _design(keys: Keys, folder: Path) -> tuple[Design, dict[str, Levels | Range]]:
    """Return the design, ``"full"`` or a table with ``kind`` and ``size``, and a file's factors."""
    given = keys.table.get("design", "full")
    inner = keys.within({"kind": given} if isinstance(given, str) else given, keys.at("design"))
    kind = inner.text("kind", needed=True)
    inner.only(("kind", "file") if kind == "file" else ("kind", "size"))
    if kind and kind not in KINDS:
        keys.faults.unknown(inner.where, "design", kind, KINDS)
        kind = ""
    if kind != "file":
        return Design(kind or "full", inner.whole("size", 1, 1_000_000)), {}
    if keys.table.get("factors"):
        keys.faults.add(keys.at("factors"), "stands beside a file", "leave it out: columns do")
    named = inner.text("file", needed=True)
    draws = keys.faults.attempt(read_draws, (folder / named).resolve()) if named else None
    if draws is None:
        return FULL, {}
    ranges = zip(draws.names, zip(*draws.points, strict=True), strict=True)
    return Design(kind, points=draws.points), {n: Range(min(v), max(v)) for n, v in ranges}


def _factors(keys: Keys, design: Design) -> Iterator[tuple[str, Levels | Range]]:
    """Yield every factor that a design can use."""
    inner = keys.inner("factors")
    if design.kind == "file":
        return
    seen: set[str] = set()
    for name, value in _flat(inner.table):
        where = inner.at(name)
        if name in seen:
            keys.faults.add(where, "stands twice", "keep one of the two")
        seen.add(name)
        if name not in catalogue():
            keys.faults.unknown(inner.where, "parameter", name, catalogue())
        elif design.over_levels and (levels := _levels(name, value, design, where, keys.faults)):
            yield name, levels
        elif not design.over_levels and (bounds := _range(name, value, where, keys)):
            yield name, bounds


def _flat(table: dict[str, Any] | Any) -> Iterator[tuple[str, Any]]:
    """Yield dotted names, be they written ``"meet.rate" = …`` or ``meet.rate = …``."""
    for group, value in table.items():
        if isinstance(value, dict) and "." not in group:
            yield from ((f"{group}.{field}", inner) for field, inner in value.items())
        else:
            yield group, value


def _levels(name: str, value: object, design: Design, where: str, faults: Faults) -> Levels:
    """Return the values of a factor, none if something is wrong with them."""
    if not isinstance(value, list):
        remedy = "write the values to try: [0.1, 0.2]; only designs that sample take { low, high }"
        faults.add(where, f"{shown(value)} is not a list", remedy)
        return ()
    count = faults.count
    for each in value:
        _check_value(name, each, where, faults)
    if faults.count == count and len(set(value)) != len(value):
        faults.add(where, "has the same value twice", "keep one of the two")
    if len(value) < 2:
        faults.add(where, f"has {len(value)} value", "give two or more; one belongs in a scenario")
    if design.kind == "fractional" and len(value) > 2:
        faults.add(where, f"has {len(value)} values", "a fractional design takes two")
    return tuple(float(each) for each in value) if faults.count == count else ()


def _range(name: str, value: object, where: str, keys: Keys) -> Range | None:
    """Return the bounds of a factor, ``None`` if something is wrong with them."""
    count = keys.faults.count
    if not isinstance(value, dict):
        remedy = "write { low = …, high = … }; only factorial designs take lists"
        keys.faults.add(where, f"{shown(value)} is not a range", remedy)
        return None
    bounds = keys.within(value, where)
    bounds.only(("low", "high"))
    for end in ("low", "high"):
        if end not in value:
            keys.faults.add(where, f"'{end}' is missing", "write { low = …, high = … }")
        else:
            _check_value(name, value[end], bounds.at(end), keys.faults)
    if keys.faults.count == count and value["low"] >= value["high"]:
        problem = f"low = {value['low']} is not below high = {value['high']}"
        keys.faults.add(where, problem, "exchange them")
    if keys.faults.count != count:
        return None
    return Range(float(value["low"]), float(value["high"]))


def _check_value(name: str, value: object, where: str, faults: Faults) -> None:
    if isinstance(value, dict | list | str):
        faults.add(where, f"{shown(value)} is not a number", "give a number")
    elif fault := fault_of(name, value):
        faults.add(where, fault.problem, fault.remedy)


def clashes(
    scenarios: Iterable[Scenario], factors: Collection[str], override: Collection[str]
) -> list[tuple[str, str, str]]:
    """Return factors that a scenario sets, and useless overrides, with problem and remedy."""
    found, used = [], set()
    for scenario in scenarios:
        for step in scenario.steps:
            for name in sorted(set(step.values) & set(factors)):
                used.add(name)
                if name not in override:
                    problem = f"scenario '{scenario}' sets it, too ('{shortened(step.label)}')"
                    remedy = f'leave out the factor or the scenario, or add override = ["{name}"]'
                    found.append((name, problem, remedy))
    for name in override:
        if name not in factors:
            found.append((name, "overrides scenarios, and is no factor", "add it to the factors"))
        elif name not in used:
            found.append((name, "overrides what no scenario sets", "take it out of override"))
    return found


def kept_of(scenario: Scenario, override: Iterable[str], quarter: int) -> frozenset[str]:
    """Return the overriding factors that a scenario sets in other quarters than this one only."""
    ever = {name for step in scenario.steps for name in step.values}
    now = {name for step in scenario.steps if step.acts(quarter) for name in step.values}
    return frozenset(override) & (ever - now)


NUMBER = "draw"  # a column that only counts
REMEDY = "give a CSV or Parquet file with a column for each parameter, by its dotted name"
MOST = 100_000


class Draws(NamedTuple):
    """Parameters by dotted name, and their values: a row for each draw."""

    names: tuple[str, ...]
    points: tuple[tuple[float, ...], ...]


def read_draws(path: Path) -> Draws:
    """Read draws of parameters, as ``interhelix calibrate`` writes a posterior.

    Raises:
        InputError: the file cannot be read, or has what is no parameter or no value of one.

    """
    where = str(path)
    try:
        read = pd.read_parquet if path.suffix == ".parquet" else pd.read_csv
        table = read(path)
    except OSError as error:
        raise InputError(Fault(where, error.strerror or "cannot be read", REMEDY)) from None
    except (ValueError, UnicodeError) as error:
        problem = f"is no table ({str(error).splitlines()[0][:80]})"
        raise InputError(Fault(where, problem, REMEDY)) from None
    names = [str(name) for name in table.columns if name != NUMBER]
    if not names or not 2 <= len(table) <= MOST:
        problem = f"has {len(table)} draws of {len(names)} parameters"
        raise InputError(Fault(where, problem, f"give 2 to {MOST:,} draws"))
    faults = [
        unknown("column", n, catalogue(), where).faults[0] for n in names if n not in catalogue()
    ]
    for name in filter(catalogue().__contains__, names):
        values = pd.to_numeric(table[name], errors="coerce").to_numpy(dtype=np.float64)
        found = ((row, fault_of(name, float(value))) for row, value in enumerate(values, start=1))
        row, wrong = next(((row, fault) for row, fault in found if fault), (0, None))
        if wrong:
            faults.append(Fault(f"{where}, draw {row}, {name}", wrong.problem, wrong.remedy))
    if faults:
        raise InputError(faults)
    return Draws(tuple(names), tuple(map(tuple, table[names].to_numpy(dtype=np.float64).tolist())))
