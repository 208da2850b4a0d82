"""What options, worlds and effects are called on the page and in its pictures."""

from __future__ import annotations

from interhelix.app.choices import OWN, Choices, Option
from interhelix.app.comparing.offers import preset_name, world_name
from interhelix.app.session import Found
from interhelix.app.texts import Words

COST = "policy_cost"
VERDICTS = ("better", "worse", "same", "open")


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
