"""The heat map and the tornado of a sweep, what selects them, and their downloads."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import solara

from interhelix.app.parts import Address, Choice, Heat, Sheet, block
from interhelix.app.shell import session
from interhelix.app.shell.charts import Drawing
from interhelix.app.shell.choices import RefusedError, among, whole
from interhelix.app.shell.views import picture_files, show_files
from interhelix.app.sweep import state
from interhelix.app.sweep.export import (
    heat_csv,
    heat_file,
    link_of,
    mark_of,
    tornado_csv,
    tornado_file,
    view_in,
)
from interhelix.app.sweep.state import (
    View,
    bands,
    cells,
    choices_for,
    first_view,
    is_difference,
    others,
    settings_of,
    swings_of,
    turned,
)
from interhelix.app.sweep.store import StoredSweep, link_name, store_name
from interhelix.app.sweep.sweep_tables import (
    band_name,
    cells_table,
    factor_name,
    figures_table,
    heat_rows,
    heat_sentence,
    of_name,
    swings_table,
    tornado_sentence,
)
from interhelix.app.texts import Words
from interhelix.experiments.analysis.grid import figures_of
from interhelix.experiments.sections import command

AVERAGED = "mean"


@solara.component
def Results(opened: StoredSweep, say: Words) -> None:
    """Show what a store says about one figure and one measure."""
    first, told = solara.use_memo(lambda: _start(opened), [opened, state.linked.value])
    mark = solara.use_memo(lambda: mark_of(opened), [opened])
    view = state.view.value or first
    if told is not None:
        key = told or ("link_same" if mark == state.linked.value.mark else "link_changed")
        block("p", say(f"sweep.{key}"), look="ih-quiet", attributes={"role": "status"})
    _Controls(opened, view, say)
    _Heat(opened, view, say)
    _Tornado(opened, view, say)
    _Downloads(opened, view, mark, say)


def _start(opened: StoredSweep) -> tuple[View, str | None]:
    """Return what is shown at first, and what is to be told of a link that leads to this store.

    That is the key of a text where the link does not fit any more, nothing where it does, ``None``
    without a link.
    """
    link = state.linked.value
    if link is None or link.store != link_name(opened.path):
        return first_view(opened), None
    try:
        return view_in(link, opened), ""
    except RefusedError:
        return first_view(opened), "link_other"


@solara.component
def _Controls(opened: StoredSweep, view: View, say: Words) -> None:
    """Show the lists of what can be looked at; a choice adds to what was chosen meanwhile."""
    assert opened.grid is not None
    names = list(opened.experiment.factors)

    def chooser(valid: tuple[str, ...], new: Callable[[View, str], View]) -> Callable[[Any], None]:
        def take(value: Any) -> None:
            among("value", value, valid)
            state.view.set(new(state.view.value or view, value))

        return lambda value: session.attempt(lambda: take(value))

    with block("div", look="ih-controls"):
        figures = tuple(figures_of(opened.grid))
        items = [{"value": of, "text": of_name(opened, of, say)} for of in figures]
        Choice(
            say("sweep.what"), view.of, items, chooser(figures, lambda now, v: replace(now, of=v))
        )
        measures = opened.experiment.measures
        items = [{"value": name, "text": say.pictures.measure(name)} for name in measures]
        new = chooser(measures, lambda now, v: replace(now, measure=v))
        Choice(say("table.measure"), view.measure, items, new)
    if not names:
        return
    with block("div", look="ih-controls"):
        for side in ("across", "up")[: len(names)]:
            items = [{"value": name, "text": factor_name(name, say)} for name in names]
            new = chooser(tuple(names), lambda now, v, side=side: turned(opened, now, side, v))
            Choice(say(f"sweep.{side}"), getattr(view, side), items, new)
        for name in others(opened, view):
            _Fixed(opened, view, name, say).key(name)


@solara.component
def _Fixed(opened: StoredSweep, view: View, name: str, say: Words) -> None:
    """Show where a factor stands that is on no side: averaged over, or at one of its levels."""
    levels = [band_name(band, say) for band in bands(opened, name)]
    items = [{"value": AVERAGED, "text": say("sweep.averaged")}]
    items += [{"value": str(at), "text": text} for at, text in enumerate(levels)]

    def take(value: Any) -> None:
        among("value", value, tuple(item["value"] for item in items))
        now = state.view.value or view
        among("value", name, tuple(others(opened, now)))
        fixed = {key: at for key, at in now.fixed.items() if key != name}
        own = fixed if value == AVERAGED else fixed | {name: int(value)}
        state.view.set(replace(now, fixed=own))

    chosen = str(view.fixed[name]) if name in view.fixed else AVERAGED
    Choice(factor_name(name, say), chosen, items, lambda v: session.attempt(lambda: take(v)))


@solara.component
def _Heat(opened: StoredSweep, view: View, say: Words) -> None:
    """Show the heat map; who presses a cell goes to Compare with it."""
    router = solara.use_router()

    def take(place: Any) -> None:
        whole("value", place, 0, len(cells(opened, view)) - 1)
        found = choices_for(
            opened, view.of, settings_of(opened, view, place), session.choices.value
        )
        before = session.own.value
        if found.own is not None:
            session.add_world(found.own)
        try:
            session.choose(found.choices)
        except ValueError:
            session.own.set(before)
            raise
        router.push("/")

    block("h2", say("sweep.heat" if view.across else "sweep.figures"))
    block("p", heat_sentence(opened, view, say), look="ih-sentence")
    if not view.across:
        Sheet(say("sweep.figures"), *figures_table(opened, view, say))
        return
    Heat(
        f"{of_name(opened, view.of, say)}: {say.pictures.measure(view.measure)}",
        say.pictures.unit(view.measure),
        say("sweep.alt_heat"),
        _caption(opened, view, say),
        factor_name(view.across, say),
        factor_name(view.up, say) if view.up else "",
        [band_name(band, say) for band in bands(opened, view.across)],
        heat_rows(opened, view, say),
        lambda place: session.attempt(lambda: take(place)),
    )
    with block("details"):
        block("summary", say("answer.as_table"))
        Sheet(say("sweep.table_cells"), *cells_table(opened, view, say))


def _caption(opened: StoredSweep, view: View, say: Words) -> str:
    """Say how to read the heat map, and what is averaged over."""
    parts = [say("sweep.caption_heat")]
    averaged = [name for name in others(opened, view) if name not in view.fixed]
    if averaged:
        names = ", ".join(map(say.parameter, averaged))
        parts.append(say("sweep.over", {"names": names}))
    if opened.experiment.design.kind == "fractional":
        parts.append(say("sweep.fraction"))
    parts.append(say("sweep.leads_difference" if is_difference(opened, view) else "sweep.leads"))
    return " ".join(parts)


@solara.component
def _Tornado(opened: StoredSweep, view: View, say: Words) -> None:
    """Show what each factor does; the picture is drawn beside the page."""
    if not opened.experiment.factors:
        return
    block("h2", say("sweep.tornado"))
    if swings_of(opened, view).empty:
        block("p", say("sweep.no_tornado"))
        return
    block("p", tornado_sentence(opened, view, say), look="ih-sentence")
    Drawing(
        lambda: tornado_file(opened, view, say, "png"),
        (opened, view.of, view.measure, say.language),
        say("sweep.alt_tornado"),
        say("sweep.caption_tornado"),
        say,
    )
    Sheet(say("sweep.table_tornado"), *swings_table(opened, view, say))


@solara.component
def _Downloads(opened: StoredSweep, view: View, mark: str, say: Words) -> None:
    """Show a button for each file of what is looked at, the link, and the command."""
    numbers = {"heat_map.csv": lambda: heat_csv(opened, view)}
    pictures = {}
    if view.across:
        pictures["heat_map"] = partial(heat_file, opened, view, say)
    if not swings_of(opened, view).empty:
        numbers["tornado.csv"] = lambda: tornado_csv(opened, view)
        pictures["tornado"] = partial(tornado_file, opened, view, say)
    groups = {"keep.numbers": numbers, "keep.pictures": picture_files(pictures)}
    show_files({heading: files for heading, files in groups.items() if files}, say)
    link = link_of(opened, view, mark, say.language)
    Address(say("keep.link"), say("keep.copy"), say("keep.copied"), link)
    block("p", say("sweep.link"), look="ih-quiet")
    block("p", say("sweep.report"), look="ih-label")
    report = command("interhelix", "report", store_name(opened.path))
    block("pre", report, look="ih-command", attributes={"tabindex": "0"})
