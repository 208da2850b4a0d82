"""What made a result: version, model, world, scenario and numbers, enough to make it again."""

from __future__ import annotations

import platform
from importlib.metadata import version

import interhelix
from interhelix.experiments.origins import Origin
from interhelix.experiments.sweeps.content import hash_of_world
from interhelix.model.machine_code import fingerprint
from interhelix.model.parameters import DEFAULTS, Parameters, catalogue
from interhelix.model.world import World
from interhelix.scenarios import Intervention, Scenario

PACKAGES = ("numpy", "numba", "pandas", "scipy")


def made_by() -> dict[str, object]:
    """Return version, fingerprint of the model, and the environment."""
    return {
        "interhelix": interhelix.__version__,
        "fingerprint": fingerprint(),
        "python": platform.python_version(),
        "packages": {name: version(name) for name in PACKAGES},
    }


def of_world(world: World, origin: Origin) -> dict[str, object]:
    """Return what identifies a world, and what of it is measured, estimated and drawn.

    ``files`` holds the SHA-256 of each file that it was read from, ``content`` a hash of what runs
    take from it, as a store has it.
    """
    return {
        "name": world.name,
        "given": origin.word,
        "files": dict(origin.files),
        "content": hash_of_world(world),
        "title": world.title,
        "regions": world.size,
        "actors": world.actors,
        "sources": dict(world.sources),
        "measured": list(world.measured),
        "estimated": list(world.estimates),
        "drawn": list(world.drawn),
    }


def of_scenario(scenario: Scenario, quarters: int, origin: Origin) -> dict[str, object]:
    """Return a scenario in full: text, interventions, and every value that is not the default.

    ``files`` holds the SHA-256 of its file and of those of its bases.
    """
    return {
        "name": scenario.name,
        "given": origin.word,
        "files": dict(origin.files),
        "title": scenario.title,
        "question": scenario.question,
        "base": scenario.base,
        "sources": list(scenario.sources),
        "interventions": [_of_intervention(step) for step in scenario.steps],
        **({"rules": [rule.record for rule in scenario.rules]} if scenario.rules else {}),
        "parameters": _stretches(scenario.parameters(quarters)),
    }


def _of_intervention(step: Intervention) -> dict[str, object]:
    return {
        "label": step.label,
        "from": step.start,
        "until": step.until,
        "set": dict(step.values),
    }


def _stretches(policy: tuple[Parameters, ...]) -> list[dict[str, object]]:
    """Return the quarters in which the same values hold, with the values that are not default."""
    begins = [q for q, values in enumerate(policy) if q == 0 or values is not policy[q - 1]]
    ends = [*begins[1:], len(policy)]
    return [
        {"from": begin, "until": end, "set": changed(policy[begin])}
        for begin, end in zip(begins, ends, strict=True)
    ]


def changed(parameters: Parameters) -> dict[str, float]:
    """Return the values that are not the default, by dotted name."""
    return {
        name: float(value)
        for name, declared in catalogue().items()
        if (value := value_of(parameters, name)) != value_of(DEFAULTS, declared.name)
    }


def value_of(parameters: Parameters, name: str) -> float:
    """Return the value of a parameter by its dotted name."""
    group, field = name.split(".")
    return float(getattr(getattr(parameters, group), field))
