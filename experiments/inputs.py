"""What runs are given: scenarios, worlds and numbers, their checks, hashes and origin."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import blake2b, sha256
from pathlib import Path
from typing import NamedTuple, TypeVar

import numpy as np

import interhelix
import interhelix.scenarios
from interhelix.model.errors import Fault, InputError, nearest, shortened, unknown
from interhelix.model.measures import BY_NAME, MEASURES, Measure
from interhelix.model.parameters import Parameters, catalogue
from interhelix.model.rules import Rule, listed_rules
from interhelix.model.source import Function, check_pickles, hash_of_source, source_of
from interhelix.model.world import World
from interhelix.scenarios import (
    Scenario,
    files_of_scenario,
    files_of_world,
    load_world,
    scenario_names,
    world_names,
)
from interhelix.scenarios.checks.faults import one_line

Named = Scenario | str | Path
Several = TypeVar("Several", bound="Scenario | Measure | str | Path")
NAMES = tuple(measure.name for measure in MEASURES)


def listed(given: Several | Sequence[Several]) -> list[Several]:
    """Return what was given as a list; one name, path or scenario is a list of itself."""
    return [given] if isinstance(given, Scenario | Measure | str | Path) else list(given)


def loaded(scenario: Named) -> Scenario:
    """Return a scenario as it is, or load it by its name or path."""
    return scenario if isinstance(scenario, Scenario) else Scenario.load(scenario)


def placed(world: World | str | Path) -> World:
    """Return a world as it is, or load it by its name or path."""
    return world if isinstance(world, World) else load_world(world)


def checked_policies(baseline: Scenario, policies: Sequence[Named]) -> tuple[Scenario, ...]:
    """Load the policies; each name must be unique.

    Raises:
        InputError: no policy, one that is given twice, or two scenarios of one name.

    """
    treatments = tuple(loaded(policy) for policy in policies)
    if not treatments:
        remedy = "name one or more policies after the baseline"
        raise InputError(Fault("", f"nothing to compare '{baseline}' with", remedy))
    seen: dict[str, Scenario] = {}
    for policy in treatments:
        if policy.name in seen and policy == seen[policy.name]:
            raise InputError(Fault("", f"policy '{policy}' is given twice", "name it once"))
        if (seen | {baseline.name: baseline}).get(policy.name, policy) != policy:
            raise InputError(Fault("", f"two scenarios are named '{policy}'", "rename one file"))
        seen[policy.name] = policy
    return treatments


def checked_measures(measures: Sequence[str] | str | None) -> tuple[str, ...]:
    """Return the measures to show, in the order of the report; all when none is named.

    Raises:
        InputError: a measure that is not declared.

    """
    asked = listed(measures or ())
    for name in asked:
        if name not in NAMES:
            raise unknown("measure", name, NAMES)
    return tuple(name for name in NAMES if not asked or name in asked)


def is_path(name: str | Path) -> bool:
    """Return whether a name is a path: it ends with ``.toml`` or has a slash."""
    return isinstance(name, Path) or name.endswith(".toml") or "/" in name or "\\" in name


def shipped(kind: str, name: str, names: Sequence[str], own: str = "") -> str:
    """Return the name of something that ships; ``own`` is what the user has under that name.

    Raises:
        InputError: nothing of this kind ships under that name.

    """
    if name not in names:
        remedy = f"for your {own}" if own else nearest(name, names)
        raise InputError(Fault("", f"unknown {kind} '{shortened(one_line(name))}'", remedy))
    return name


def split_measures(
    given: Sequence[str | Measure] | str | Measure | None,
) -> tuple[tuple[str, ...], tuple[Measure, ...]]:
    """Return the names of the measures to show, and the measures of the user's own among them.

    Raises:
        InputError: a name that no measure has, or one of the user's own that cannot be used.

    """
    several = [given] if isinstance(given, str | Measure) else list(given or ())
    own = tuple(one for one in several if isinstance(one, Measure))
    names = [one for one in several if isinstance(one, str)]
    taken = {*BY_NAME, *catalogue()}
    for measure in own:
        where = f"measure '{measure.name}'"
        if not measure.name.isidentifier():
            problem = "cannot name a column"
            raise InputError(Fault(where, problem, "use letters, digits and underscores"))
        if measure.name in taken:
            raise InputError(Fault(where, "there is one of this name", "give another name"))
        taken.add(measure.name)
        _ = source_of(measure.read)
    shown = checked_measures(names) if names or not own else ()
    return (*shown, *(measure.name for measure in own)), own


def with_rules(
    scenarios: Sequence[Scenario], rules: Sequence[Rule | Function]
) -> tuple[Scenario, ...]:
    """Return scenarios with rules added to the rules of each.

    Raises:
        InputError: a rule that cannot be recorded, or that a scenario has already.

    """
    if not rules:
        return tuple(scenarios)
    return tuple(replace(each, rules=listed_rules((*each.rules, *rules))) for each in scenarios)


def check_sent(scenarios: Sequence[Scenario], own: Sequence[Measure], here: bool) -> None:
    """Refuse functions that processes could not import, unless all is done ``here``.

    Raises:
        InputError: the first function that cannot be sent.

    """
    functions: list[Function] = [rule.act for each in scenarios for rule in each.rules]
    functions += [measure.read for measure in own]
    for function in () if here else functions:
        check_pickles(function)


BOUNDS = {
    "replicates": (2, 100_000),
    "quarters": (1, 400),
    "seed": (0, 2**64 - 1),
    "size": (1, 1_000_000),
    "workers": (1, 1_024),
    "limit": (1, 7 * 24 * 3600),
    "port": (1024, 65_535),
}


def fault_of_number(name: str, value: object) -> Fault | None:
    """Return what is wrong with a value for one of ``BOUNDS``; ``None`` if nothing is."""
    low, high = BOUNDS[name]
    remedy = f"give a whole number from {low} to {high}"
    if isinstance(value, bool) or not isinstance(value, int):
        return Fault(name, f"{value!r} is not a whole number", remedy)
    if not low <= value <= high:
        return Fault(name, f"{value} is out of bounds", remedy)
    return None


def check_numbers(**numbers: int | None) -> None:
    """Refuse numbers that are out of bounds, all faults at once; ``None`` stands for a default.

    Raises:
        InputError: with a fault for each number that is wrong.

    """
    given = {name: value for name, value in numbers.items() if value is not None}
    faults = [fault for name, value in given.items() if (fault := fault_of_number(name, value))]
    if faults:
        raise InputError(faults)


def replicate_seed(seed: int, replicate: int) -> int:
    """Return the seed of a replicate: 64 bits of BLAKE2b of the comparison's seed and its number.

    The policy takes no part in it: baseline and treatment of one replicate draw the same numbers
    (common random numbers), and their difference is a paired difference.
    """
    words = seed.to_bytes(8, "little") + replicate.to_bytes(8, "little")
    return int.from_bytes(blake2b(words, digest_size=8).digest(), "little")


TEXTS = ("codes", "districts")
NUMBERS = (
    *("lat", "lon", "population", "product"),
    *("digital", "contract_quality", "specialisation", "human_resources"),
)


class Stretch(NamedTuple):
    """Quarters ``begin <= q < end`` in which the same parameters hold.

    ``kept`` are factors that leave these quarters as the scenario has them.
    """

    begin: int
    end: int
    parameters: Parameters
    kept: frozenset[str] = frozenset()

    def chosen(self, setting: Mapping[str, float]) -> dict[str, float]:
        """Return the factors of a setting that hold in these quarters."""
        return {name: value for name, value in setting.items() if name not in self.kept}


def stretches_of(
    policy: Sequence[Parameters], kept: Sequence[frozenset[str]] = ()
) -> tuple[Stretch, ...]:
    """Return the stretches of a policy; quarters with equal parameters share one object.

    ``kept`` gives for each quarter the factors that leave it as it is.
    """
    whole = list(zip(policy, kept or [frozenset[str]()] * len(policy), strict=True))
    begins = [
        q
        for q, (values, names) in enumerate(whole)
        if q == 0 or values is not policy[q - 1] or names != whole[q - 1][1]
    ]
    ends = [*begins[1:], len(policy)]
    return tuple(Stretch(b, e, *whole[b]) for b, e in zip(begins, ends, strict=True))


def packed(stretches: Sequence[Stretch], setting: Mapping[str, float] | None = None) -> bytes:
    """Return the parameters of every quarter as bytes, with the factors of a setting in place."""
    parts, columns = [], list(catalogue())
    for stretch in stretches:
        values = [value for group in stretch.parameters for value in group]
        for name, value in stretch.chosen(setting or {}).items():
            values[columns.index(name)] = value
        parts.append(stretch.begin.to_bytes(4, "little") + stretch.end.to_bytes(4, "little"))
        parts.append((np.array(values, dtype="<f8") + 0.0).tobytes())  # so that -0 is 0
    return b"".join(parts)


def packed_measures(own: Sequence[Measure]) -> bytes:
    """Return what of measures of the user's own decides a figure, as bytes to hash."""
    return "".join(f"{one.name} {hash_of_source(one.read)}\n" for one in own).encode()


def hash_of_world(world: World) -> str:
    """Return a hash of what a run takes from a world; the order of its table does not matter."""
    order = sorted(range(world.size), key=lambda row: world.codes[row])
    digest = blake2b(digest_size=16)
    for name in TEXTS:
        digest.update("\0".join(getattr(world, name)[row] for row in order).encode() + b"\1")
    for name in NUMBERS:
        column = getattr(world, name)
        digest.update(b"-" if column is None else np.asarray(column, "<f8")[order].tobytes())
    digest.update(world.counts[order].astype("<i8").tobytes())
    digest.update(repr(sorted(world.pairs)).encode())
    return digest.hexdigest()


SHIPPED = Path(interhelix.scenarios.__file__).resolve().parent


@dataclass(frozen=True)
class Origin:
    """``word`` names an input on the command line, ``files`` has the SHA-256 of each of its files.

    An input that was made in Python, or in the app, is not ``kept``: its word names a file that is
    still to be written.
    """

    word: str
    files: Mapping[str, str] = field(default_factory=dict)
    kept: bool = True


@dataclass(frozen=True)
class Origins:
    """Where a world and scenarios come from, in the order in which they were given."""

    world: Origin
    scenarios: tuple[Origin, ...]

    @classmethod
    def of(cls, world: World | str | Path, scenarios: Sequence[Named]) -> Origins:
        """Look up what was given, right after it was loaded: files may change while runs go on."""
        return cls(_of_world(world), tuple(_of_scenario(each) for each in scenarios))

    @property
    def files(self) -> dict[str, str]:
        """The SHA-256 of every file that was read, by its path."""
        every = (self.world, *self.scenarios)
        return {path: hashed for each in every for path, hashed in each.files.items()}

    def unkept(self) -> Iterator[str]:
        """Yield the words of inputs that no file holds."""
        yield from (each.word for each in (*self.scenarios, self.world) if not each.kept)


def _of_world(given: World | str | Path) -> Origin:
    if not isinstance(given, World):
        return Origin(word_of(given), _hashes(files_of_world(given)))
    if given.name.partition(":")[0] in world_names():
        try:
            same = hash_of_world(load_world(given.name)) == hash_of_world(given)
        except InputError:
            same = False
        if same:
            return Origin(given.name, _hashes(files_of_world(given.name)))
    return Origin(f"./{given.name}", kept=False)


def _of_scenario(given: Named) -> Origin:
    if not isinstance(given, Scenario):
        return Origin(word_of(given), _hashes(files_of_scenario(given)))
    if given.name in scenario_names() and given == Scenario.load(given.name):
        return Origin(given.name, _hashes(files_of_scenario(given.name)))
    return Origin(f"{given.name}.toml", kept=False)


def word_of(given: str | Path) -> str:
    """Return what names an input: a path must not look like a shipped name, or like an option."""
    text = str(given)
    is_bare = isinstance(given, Path) and given.parent == Path() and given.suffix != ".toml"
    return f"./{text}" if is_bare or text.startswith("-") else text


def _hashes(files: Sequence[Path]) -> dict[str, str]:
    """Return the SHA-256 of files; those that ship go by their place among the modules."""
    return {_place(path): hash_of_file(path) for path in files}


def hash_of_file(path: Path) -> str:
    """Return the SHA-256 of a file."""
    return sha256(path.read_bytes()).hexdigest()


def _place(path: Path) -> str:
    real = path.resolve()
    ships = path.is_absolute() and real.is_relative_to(SHIPPED)
    return (real.relative_to(SHIPPED.parent) if ships else path).as_posix()


def value_of(parameters: Parameters, name: str) -> float:
    """Return the value of a parameter by its dotted name."""
    group, field = name.split(".")
    return float(getattr(getattr(parameters, group), field))


class Contents(NamedTuple):
    """Hashes of the model, of the content of the world, and of that of each scenario by name."""

    model: str
    world: str
    scenarios: Mapping[str, str]

    def of(self, scenarios: Iterable[str]) -> Contents:
        """Return what runs of some of the scenarios are runs of."""
        kept = {name: self.scenarios[name] for name in scenarios if name in self.scenarios}
        return self._replace(scenarios=kept)

    def as_bytes(self) -> bytes:
        """Return the contents as a note for a shard."""
        return json.dumps(self._asdict(), sort_keys=True).encode()
