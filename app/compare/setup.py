"""The settings of a comparison: both options, where, how long, how often; the levers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, replace
from typing import Any

import solara

from interhelix.app.parts import Choice, LeverCard, Number, Press, Segments, Tick, block
from interhelix.app.shell import session
from interhelix.app.shell.choices import MOST_SEED, REPLICATES, RefusedError, check_card
from interhelix.app.shell.names import preset_items, world_name, worlds_on_offer
from interhelix.app.shell.options import YEARS, Option, levers
from interhelix.app.shell.views import choice_setter
from interhelix.app.texts import Words, words


@solara.component
def OwnSettings(side: str, option: Option, say: Words) -> None:
    """Show the own settings of a side, and a button that takes them away."""
    if not option.settings:
        return

    def drop() -> None:
        own: Option = replace(getattr(session.choices.value, side), settings={})
        session.choose(replace(session.choices.value, **{side: own}))

    with block("div", look="ih-own"):
        block("p", say("sweep.own", {"settings": settings_text(option.settings, say)}))
        Press(say("sweep.drop"), lambda _: session.attempt(drop))


def settings_text(settings: object, say: Words) -> str:
    """Write settings down, one after the other."""
    return "; ".join(
        f"{say.parameter(name)} = {say.figure(value)}" for name, value in dict(settings).items()
    )


MOVABLE = ("on", "strength", "start", "until")


@solara.component
def Setup() -> None:
    """Show the choices, the button that compares, and the levers."""
    say = words(session.language.value)
    _Options(say)
    _Where(say)
    Press(
        say("compare.run"),
        lambda _: session.attempt(session.compare),
        look="main",
        off=session.job.value is not None,
    )
    _Levers(say)


@solara.component
def _Options(say: Words) -> None:
    chosen = session.choices.value
    items = preset_items(say)
    for side in ("a", "b"):
        option: Option = getattr(chosen, side)
        with block("div", look=f"ih-option ih-option-{side}"):
            Choice(
                say(f"compare.option_{side}"), option.preset, items, choice_setter(f"{side}_preset")
            )
            if option.changed:
                block("p", say("compare.changed", {"n": len(option.changed)}), look="ih-quiet")
            OwnSettings(side, option, say)


@solara.component
def _Where(say: Words) -> None:
    chosen = session.choices.value
    worlds = [{"value": name, "text": world_name(say, name)} for name in worlds_on_offer()]
    with block("div", look="ih-world"):
        Choice(say("compare.world"), chosen.world, worlds, choice_setter("world"))
    with block("div", look="ih-where ih-three"):
        Segments(
            say("compare.replicates"),
            "replicates",
            chosen.replicates,
            [{"value": n, "text": str(n)} for n in REPLICATES],
            choice_setter("replicates"),
        )
        years = [{"value": n, "text": say("compare.n_years", {"n": n})} for n in YEARS]
        Choice(say("compare.years"), chosen.years, years, choice_setter("years"))
        Number(say("compare.seed"), chosen.seed, 0, MOST_SEED, choice_setter("seed"))
    block("p", say(f"compare.pairs_{chosen.replicates}"), look="ih-quiet")


@solara.component
def _Levers(say: Words) -> None:
    chosen = session.choices.value
    with block("div", look="ih-levers-head"):
        block("h2", say("levers.title"))
        Press(say("compare.copy"), lambda _: session.attempt(_copy))
    Tick(
        say("levers.only_differences"),
        session.only_differences.value,
        session.setter((True, False), session.only_differences.set),
    )
    shown = [
        key
        for key in levers()
        if not session.only_differences.value or chosen.a.card(key) != chosen.b.card(key)
    ]
    if not shown:
        block("p", say("levers.none"), look="ih-quiet")
    for key in shown:
        lever = levers()[key]
        LeverCard(
            title=say(f"levers.{key}.title"),
            text=say(f"levers.{key}.text"),
            unit=say(f"levers.{key}.unit"),
            low=lever.low,
            high=lever.high,
            step=lever.step,
            cards={side: asdict(getattr(chosen, side).card(key)) for side in ("a", "b")},
            years=list(range(1, chosen.years + 1)),
            says=_says(say),
            language=say.language,
            event_moved=_mover(key),
        ).key(key)


def _says(say: Words) -> dict[str, object]:
    names = ("on", "off", "strength", "start", "until", "end")
    sides = {side: side.upper() for side in ("a", "b")}
    return {name: say(f"levers.{name}") for name in names} | {"side": sides}


def _mover(key: str) -> Callable[[Any], None]:
    """Return what moves a lever of one side."""

    def move(moved: dict[str, Any]) -> None:
        side = moved.get("side")
        if side not in ("a", "b"):
            raise RefusedError("value")
        chosen = session.choices.value
        option: Option = getattr(chosen, side)
        values = {name: moved[name] for name in MOVABLE if name in moved}
        card = replace(option.card(key), **values)
        if card.until is not None and card.until < card.start and "start" in values:
            card = replace(card, until=None)
        check_card(key, card)
        session.choose(replace(chosen, **{side: option.with_card(key, card)}))

    return lambda moved: session.attempt(lambda: move(moved))


def _copy() -> None:
    """Make B what A is."""
    session.choose(replace(session.choices.value, b=session.choices.value.a))
    session.only_differences.set(False)
