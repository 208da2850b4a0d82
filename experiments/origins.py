"""Where the inputs of a result come from: what names them on the command line, and their files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

import interhelix.scenarios
from interhelix.experiments.inputs import Named
from interhelix.experiments.sweeps.content import hash_of_world
from interhelix.model.errors import InputError
from interhelix.model.world import World
from interhelix.scenarios import (
    Scenario,
    files_of_scenario,
    files_of_world,
    load_world,
    scenario_names,
    world_names,
)

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
