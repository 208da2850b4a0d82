"""Interregional cooperation of the four-link helix: regions, policies, platforms, effects."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from interhelix.experiments import (
        Experiment,
        ablate,
        compare,
        explain,
        simulate,
        sweep,
        validate,
    )
    from interhelix.experiments.mesa_model import CooperationModel
    from interhelix.experiments.store import Store
    from interhelix.model.measures import Measure
    from interhelix.model.rules import Rule
    from interhelix.model.world import World
    from interhelix.scenarios import Scenario, load_world

__version__ = "0.1.0"
__all__ = [
    "CooperationModel",
    "Experiment",
    "Measure",
    "Rule",
    "Scenario",
    "Store",
    "World",
    "ablate",
    "compare",
    "explain",
    "load_world",
    "simulate",
    "sweep",
    "validate",
]

_HOMES = {
    "CooperationModel": "interhelix.experiments.mesa_model",
    "Experiment": "interhelix.experiments",
    "Measure": "interhelix.model.measures",
    "Rule": "interhelix.model.rules",
    "Scenario": "interhelix.scenarios",
    "Store": "interhelix.experiments.store",
    "World": "interhelix.model.world",
    "ablate": "interhelix.experiments",
    "compare": "interhelix.experiments",
    "explain": "interhelix.experiments",
    "load_world": "interhelix.scenarios",
    "simulate": "interhelix.experiments",
    "sweep": "interhelix.experiments",
    "validate": "interhelix.experiments",
}

_here = Path(__file__).resolve().parent
if not (_here / "model").exists():  # a source checkout: the parts stand beside this folder
    __path__.append(str(_here.parent))


def __getattr__(name: str) -> object:
    """Import a public name when it is first used, so that the command line starts at once."""
    if name not in _HOMES:
        raise AttributeError(f"module 'interhelix' has no attribute '{name}'")
    value: object = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """List the public names, imported or not."""
    return sorted({*globals(), *__all__})
