"""What is on offer: presets by group, worlds, and what they are called."""

from __future__ import annotations

from interhelix.app import session
from interhelix.app.choices import WORLDS
from interhelix.app.texts import Words

GROUPS = {
    "grounds": ("no_policy", "closed", "conferences"),
    "policies": (
        "calls",
        "digital_platform",
        "smart_specialisation",
        "platform_and_specialisation",
        "joint_strategy_pair",
    ),
    "platforms": (
        "platform_ecosystem",
        "platform_business_model",
        "platform_technological_design",
        "uniform_fee",
        "cross_subsidy",
        "insecure_platform",
    ),
    "networking": (
        "networking_programmes",
        "networking_strategies",
        "networking_pools",
        "networking_centres",
        "networking_alliances",
        "networking_partnerships",
    ),
    "spending": ("hub_money", "distributed_money", "gatekeepers"),
    "priorities": ("duplicated_priorities", "diversification", "division_of_labour"),
    "trials": (
        "technology_shock",
        "no_government",
        "no_business",
        "no_science",
        "no_civil_society",
    ),
    "cases": ("berlin_brandenburg", "s3_platform"),
}


def preset_name(say: Words, name: str) -> str:
    """Return what a preset is called."""
    return say.pictures.scenarios.get(name, name.replace("_", " "))


def preset_items(say: Words) -> list[dict[str, object]]:
    """Return the presets as a list offers them: by group, as people look for them."""
    return [
        {"value": name, "text": preset_name(say, name), "group": say(f"presets.{group}")}
        for group, names in GROUPS.items()
        for name in names
    ]


def worlds_on_offer() -> tuple[str, ...]:
    """Return the worlds that ship, and the session's own."""
    return (*WORLDS, *session.own.value)


def world_name(say: Words, name: str) -> str:
    """Return what a world is called."""
    if name in session.own.value:
        return session.own.value[name].title
    return say.pictures.world_named(name)
