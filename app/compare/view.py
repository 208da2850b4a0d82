"""The answer of a comparison as the page shows it, with its charts."""

from __future__ import annotations

import solara

from interhelix.app.compare.answer import (
    KPIS,
    costs_table,
    differences_table,
    effects_over_time,
    outcome_of,
    paired_over_time,
    regions_table,
    roles_table,
    standing_counts,
    verdict_of,
)
from interhelix.app.parts import Segments, Sheet, block
from interhelix.app.shell import session
from interhelix.app.shell.charts import Drawing, drawing_lock, file_of
from interhelix.app.shell.choices import CHART_VIEWS
from interhelix.app.shell.names import option_names, verdict_words, world_of
from interhelix.app.shell.session import Found
from interhelix.app.shell.views import Reproduced, span
from interhelix.app.texts import Words, words
from interhelix.experiments.pictures import Stroke
from interhelix.experiments.pictures.forest import draw_forest, draw_lines
from interhelix.model.measures import EFFECTS, PRIMARY

DIFFERENCE = Stroke("#009E73", "-", "^")
COLUMNS = 2
FOREST_WIDTH = 9.2  # [inches]


def effects_picture(found: Found, say: Words, kind: str) -> bytes:
    """Draw the eight effects of A and B, with 50 and 90 % bands."""
    a, b = option_names(found, say)
    comparison = found.comparison
    labels = {comparison.baseline.name: f"A: {a}", comparison.policies[0].name: f"B: {b}"}
    below = f"{say.pictures['effects_below']} · {say.pictures['bands']}"
    with drawing_lock:
        figure = draw_lines(
            comparison.bands, EFFECTS, COLUMNS, labels, say("charts.effects"), below, say.pictures
        )
        return file_of(figure, kind)


def paired_picture(found: Found, say: Words, kind: str) -> bytes:
    """Draw the paired differences of the eight effects, with 50 and 90 % bands."""
    comparison = found.comparison
    name = comparison.policies[0].name
    with drawing_lock:
        figure = draw_lines(
            comparison.paired_bands,
            EFFECTS,
            COLUMNS,
            {name: say("charts.b_less_a")},
            say("charts.paired"),
            say.pictures["bands"],
            say.pictures,
            drawn_as={name: DIFFERENCE},
        )
        return file_of(figure, kind)


def forest_picture(found: Found, say: Words, kind: str) -> bytes:
    """Draw the difference at the end with its intervals, for every primary measure."""
    comparison = found.comparison
    a, b = option_names(found, say)
    with drawing_lock:
        figure = draw_forest(
            comparison.rows,
            comparison.differences,
            {comparison.policies[0].name: f"B: {b}"},
            PRIMARY,
            say.pictures["forest"].format(baseline=f"A: {a}"),
            _below(found, say),
            say.pictures,
            width=FOREST_WIDTH,
        )
        return file_of(figure, kind)


def _below(found: Found, say: Words) -> str:
    numbers = say.pictures["of_pairs"].format(
        pairs=found.comparison.pairs, quarters=found.comparison.quarters, seed=found.comparison.seed
    )
    return f"{world_of(found, say)} · {numbers}"


CHARTS = {
    "effects": effects_picture,
    "paired": paired_picture,
    "forest": forest_picture,
}


@solara.component
def Answer(found: Found) -> None:
    """Show the answer of a comparison."""
    say = words(session.language.value)
    _Verdict(found, say)
    _Kpis(found, say)
    _Effects(found, say)
    _Differences(found, say)
    _Standing(found, say)
    _Costs(found, say)


@solara.component
def _Verdict(found: Found, say: Words) -> None:
    verdict = verdict_of(found, say)
    outcome = solara.use_memo(lambda: outcome_of(found.comparison), [found])
    with block("div", look="ih-verdict"):
        block("h2", say("answer.title"))
        block("p", verdict.sentence, look="ih-sentence")
        block("p", verdict.sure)
        block("p", verdict.caution, look="ih-caution")
        Reproduced(found.choices, outcome, say)


@solara.component
def _Kpis(found: Found, say: Words) -> None:
    rows = found.comparison.rows.set_index("measure")
    with block("dl", look="ih-kpis"):
        for measure in KPIS:
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
                    block("span", span(low, high, say, sign=True), look="ih-quiet")
                    block("span", verdict_words(str(row["verdict"]), measure, say))
    block("p", say("answer.kpis"), look="ih-quiet")


@solara.component
def _Effects(found: Found, say: Words) -> None:
    view = session.view_state.value.chart
    items = [{"value": key, "text": say(f"answer.view_{key}")} for key in CHART_VIEWS]
    block("h2", say("answer.effects"))
    Segments(say("answer.view"), "view", view, items, session.view_setter("chart"))
    Chart(found, view, say)
    over_time = effects_over_time if view == "effects" else paired_over_time
    with block("details"):
        block("summary", say("answer.as_table"))
        Sheet(say(f"answer.table_{view}"), *over_time(found, say))


@solara.component
def _Differences(found: Found, say: Words) -> None:
    block("h2", say("answer.differences"))
    Chart(found, "forest", say)
    Sheet(say("answer.table_differences"), *differences_table(found, say))


@solara.component
def Chart(found: Found, name: str, say: Words) -> None:
    """Show a chart with its alternative text and a sentence; it is drawn beside the page."""
    a, b = option_names(found, say)
    Drawing(
        lambda: CHARTS[name](found, say, "png"),
        (found, name, say.language),
        say(f"alt.{name}", {"a": a, "b": b}),
        say(f"caption.{name}"),
        say,
    )


@solara.component
def _Standing(found: Found, say: Words) -> None:
    block("h2", say("answer.standing"))
    block("p", say("answer.standing_text", standing_counts(found)))
    with block("div", look="ih-twins"):
        Sheet(say("answer.table_regions"), *regions_table(found, say))
        Sheet(say("answer.table_roles"), *roles_table(found, say))
    with block("details"):
        block("summary", say("answer.all_regions"))
        Sheet(say("answer.table_all_regions"), *regions_table(found, say, all_of_them=True))


@solara.component
def _Costs(found: Found, say: Words) -> None:
    block("h2", say("answer.costs"))
    cost = float(found.comparison.costs["cost"].iloc[0])
    block("p", say("answer.costs_text", {"cost": say.number(cost, sign=True)}))
    Sheet(say("answer.table_costs"), *costs_table(found, say))
