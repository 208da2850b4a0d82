"""The answer: verdict, key figures, effects, differences, winners and losers, costs, files."""

from __future__ import annotations

import solara

from interhelix.app import looks, session
from interhelix.app.comparing import charts, tables
from interhelix.app.comparing.keeping import Keeping
from interhelix.app.comparing.names import option_names, verdict_words
from interhelix.app.comparing.verdict import verdict_of
from interhelix.app.keeping import Reproduced
from interhelix.app.parts import Picture, Segments, Sheet, block, use_drawing
from interhelix.app.session import Found
from interhelix.app.share import outcome_of
from interhelix.app.texts import Words, words

CHARTS = {
    "effects": charts.effects_picture,
    "paired": charts.paired_picture,
    "forest": charts.forest_picture,
}


@solara.component
def Answer(found: Found) -> None:
    """Show what a comparison found; grey where the choices have changed since."""
    say = words(session.language.value)
    stale = found.choices != session.choices.value
    if stale:
        block("p", say("answer.stale"), look="ih-stale-note", attributes={"role": "status"})
    with block("div", look="ih-stale" if stale else "ih-fresh"):
        _Verdict(found, say)
        _Kpis(found, say)
        _Effects(found, say)
        _Differences(found, say)
        _Standing(found, say)
        _Costs(found, say)
        Keeping(found, say)


@solara.component
def _Verdict(found: Found, say: Words) -> None:
    verdict = verdict_of(found, say)
    outcome = solara.use_memo(lambda: outcome_of(found.comparison), [found])
    with block("div", look="ih-verdict"):
        block("h1", say("answer.title"))
        block("p", verdict.sentence, look="ih-sentence")
        block("p", verdict.sure)
        block("p", verdict.caution, look="ih-caution")
        Reproduced(found.choices, outcome, say)


@solara.component
def _Kpis(found: Found, say: Words) -> None:
    rows = found.comparison.rows.set_index("measure")
    with block("dl", look="ih-kpis"):
        for measure in tables.KPIS:
            row = rows.loc[measure]
            a, difference = float(row["baseline_mean"]), float(row["difference"])
            with block("div", look="ih-kpi"):
                with block("dt"):
                    block("span", say.pictures.measure(measure))
                    block("span", say.pictures.unit(measure), look="ih-quiet")
                with block("dd", look="ih-pair"):
                    block("span", f"A {say.number(a)}", look="ih-in-a")
                    block("span", f"B {say.number(a + difference)}", look="ih-in-b")
                with block("dd"):
                    block("strong", f"B − A {say.number(difference, sign=True)}")
                    low, high = float(row["low_all"]), float(row["high_all"])
                    block("span", tables.span(low, high, say), look="ih-quiet")
                    block("span", verdict_words(str(row["verdict"]), measure, say))
    block("p", say("answer.kpis"), look="ih-quiet")


@solara.component
def _Effects(found: Found, say: Words) -> None:
    view = session.look.value.chart
    items = [{"value": key, "text": say(f"answer.view_{key}")} for key in looks.CHARTS]
    block("h2", say("answer.effects"))
    Segments(say("answer.view"), "view", view, items, session.looker("chart"))
    Chart(found, view, say)
    over_time = tables.effects_over_time if view == "effects" else tables.paired_over_time
    with block("details"):
        block("summary", say("answer.as_table"))
        Sheet(say(f"answer.table_{view}"), *over_time(found, say))


@solara.component
def _Differences(found: Found, say: Words) -> None:
    block("h2", say("answer.differences"))
    Chart(found, "forest", say)
    Sheet(say("answer.table_differences"), *tables.differences_table(found, say))


@solara.component
def Chart(found: Found, name: str, say: Words) -> None:
    """Show a chart with its alternative text and a sentence; it is drawn beside the page."""
    drawn = use_drawing(
        lambda: (name, say.language, CHARTS[name](found, say, "png")),
        [found, name, say.language],
    )
    if drawn.finished and drawn.value and drawn.value[:2] == (name, say.language):
        a, b = option_names(found, say)
        Picture(drawn.value[2], say(f"alt.{name}", {"a": a, "b": b}), say(f"caption.{name}"))
    elif drawn.error:
        block("p", say("answer.not_drawn"))
    else:
        block("p", say("answer.drawing"), look="ih-drawing ih-quiet")


@solara.component
def _Standing(found: Found, say: Words) -> None:
    block("h2", say("answer.standing"))
    block("p", say("answer.standing_text", tables.standing_counts(found)))
    with block("div", look="ih-twins"):
        Sheet(say("answer.table_regions"), *tables.regions_table(found, say))
        Sheet(say("answer.table_roles"), *tables.roles_table(found, say))
    with block("details"):
        block("summary", say("answer.all_regions"))
        Sheet(say("answer.table_all_regions"), *tables.regions_table(found, say, all_of_them=True))


@solara.component
def _Costs(found: Found, say: Words) -> None:
    block("h2", say("answer.costs"))
    cost = float(found.comparison.costs["cost"].iloc[0])
    block("p", say("answer.costs_text", {"cost": say.number(cost, sign=True)}))
    Sheet(say("answer.table_costs"), *tables.costs_table(found, say))
