"""Inputs of a result that is made again: loaded, if the user's own are what they were."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from interhelix.experiments.inputs import loaded, placed
from interhelix.experiments.origins import SHIPPED, hash_of_file
from interhelix.experiments.sweeps.content import hash_of_world
from interhelix.model.errors import Fault, InputError
from interhelix.model.world import World
from interhelix.scenarios import Intervention, Scenario

Entry = Mapping[str, Any]  # what a record says of a world or of a scenario
MISSING = "repeat it from the folder where the first command ran, or bring the file back"
CHANGED = "bring back the file that was used"


@dataclass(frozen=True)
class Inputs:
    """A world and scenarios as a record names them; ``others`` says which that ship differ."""

    world: World
    scenarios: tuple[Scenario, ...]
    others: tuple[str, ...]

    @classmethod
    def of(cls, world: Entry, scenarios: Sequence[Entry]) -> Inputs:
        """Load what a record names.

        Raises:
            InputError: an input of the user's own is missing or not what it was, every one told.

        """
        hashes = {
            str(path): str(hashed)
            for entry in (world, *scenarios)
            for path, hashed in dict(entry["files"]).items()
        }
        faults = [fault for path, hashed in hashes.items() if (fault := _fault(path, hashed))]
        if faults:
            raise InputError(faults)
        place = _world(world)
        others = [
            f"{path}, which ships, is not what it was."
            for path, hashed in hashes.items()
            if _ships(path) and hash_of_file(SHIPPED.parent / path) != hashed
        ]
        if hash_of_world(place) != world["content"] and not others:
            others.append(f"The world {place.name} has another content than before.")
        return cls(place, tuple(_scenario(entry) for entry in scenarios), tuple(others))


def _fault(path: str, hashed: str) -> Fault | None:
    """Say what is wrong with a file of the user's own."""
    if _ships(path):
        return None
    try:
        now = hash_of_file(Path(path))
    except OSError as error:
        problem = "is missing" if isinstance(error, FileNotFoundError) else str(error.strerror)
        return Fault(path, problem, f"{MISSING} (SHA-256 {hashed})")
    if now != hashed:
        return Fault(path, f"is not what it was (SHA-256 {now})", f"{CHANGED} (SHA-256 {hashed})")
    return None


def _ships(path: str) -> bool:
    """Tell whether a path is that of a file that ships, by its place among the modules."""
    place = SHIPPED.parent / path
    own = Path(path)
    return place.is_relative_to(SHIPPED) and place.exists() and not _is_another(own, place)


def _is_another(own: Path, place: Path) -> bool:
    return own.exists() and not own.samefile(place)


def _world(entry: Entry) -> World:
    """Load a world; one that was made in Python must have been saved under its name."""
    given = str(entry["given"])
    own_making = not entry["files"] and given.startswith("./")
    if own_making and not Path(given).exists():
        problem = "no file holds this world, which was made in Python or in the app"
        raise InputError(Fault(given, problem, "save it under this name"))
    world = placed(given)
    if own_making and hash_of_world(world) != entry["content"]:
        raise InputError(Fault(given, "is not the world that was used", "save that one here"))
    return world


def _scenario(entry: Entry) -> Scenario:
    """Load a scenario, or make it from the record if no file holds it."""
    if entry["files"]:
        return loaded(str(entry["given"]))
    return Scenario(
        name=str(entry["name"]),
        title=str(entry["title"]),
        interventions=tuple(_interventions(entry["interventions"])),
    )


def _interventions(steps: Sequence[Entry]) -> Iterator[Intervention]:
    for step in steps:
        values = {str(name): float(value) for name, value in step["set"].items()}
        yield Intervention(str(step["label"]), step["from"], step["until"], values)
