"""Names of options, presets, worlds and effects, as pages, pictures and reports show them."""

from __future__ import annotations

from interhelix.app.shell import session
from interhelix.app.shell.choices import OWN, WORLDS, Choices
from interhelix.app.shell.options import Option
from interhelix.app.shell.session import Found
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


COST = "policy_cost"


def option_name(option: Option, say: Words) -> str:
    """Return what an option is called: its preset, and that it was changed if it was."""
    name = preset_name(say, option.preset)
    return (
        say("compare.name_changed", {"name": name}) if option.changed or option.settings else name
    )


def option_names(found: Found, say: Words) -> tuple[str, str]:
    """Return what A and B are called."""
    a, b = (option_name(option, say) for option in (found.choices.a, found.choices.b))
    return a, b


def world_of(found: Found, say: Words) -> str:
    """Return what the world of a comparison is called."""
    own = found.choices.world.startswith(OWN)
    return found.comparison.world.title if own else world_name(say, found.choices.world)


def effect_name(effect: str, say: Words) -> str:
    """Return the short name of an effect."""
    return say.flat.get(f"effects.{effect.removeprefix('effect_')}", say.pictures.measure(effect))


def setting_of(choices: Choices, say: Words) -> str:
    """Say in a sentence what was chosen: both options, where, how long, how often, what luck."""
    names = {side: option_name(getattr(choices, side), say) for side in ("a", "b")}
    numbers = {name: getattr(choices, name) for name in ("years", "replicates", "seed")}
    return say("compare.setting", names | numbers | {"world": world_name(say, choices.world)})


def verdict_words(verdict: str, measure: str, say: Words) -> str:
    """Return a verdict with a mark that says the same without words."""
    marks = {"improves": "▲ ", "worsens": "▼ ", "rises": "↑ ", "falls": "↓ "}
    if measure == COST:  # spending is neither better nor worse
        marks = {"improves": "↓ ", "worsens": "↑ "}
    return marks.get(verdict, "") + say.pictures.verdict(verdict, measure)
