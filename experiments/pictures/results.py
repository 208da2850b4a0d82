"""The pictures of a run and of a comparison, each by the name of its file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, TypeAlias

from interhelix.experiments.document import number
from interhelix.experiments.output import safe
from interhelix.experiments.pictures.forest import draw_forest
from interhelix.experiments.pictures.lines import draw_lines, draw_stack
from interhelix.experiments.pictures.map import draw_map
from interhelix.experiments.pictures.texts import Texts, texts
from interhelix.model.measures import EFFECTS, PRIMARY

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from interhelix.experiments.comparison import Comparison
    from interhelix.model.loop import Run
    from interhelix.scenarios import Scenario

Drawing: TypeAlias = "Callable[[], Figure]"
LADDER = tuple(f"ties_level_{level}" for level in range(1, 5))


def run_pictures(run: Run, scenario: Scenario, language: str) -> dict[str, Figure]:
    """Draw the pictures of one run, by the name of their file."""
    return {name: draw() for name, draw in run_drawings(run, scenario, language).items()}


def comparison_pictures(comparison: Comparison, language: str) -> dict[str, Figure]:
    """Draw the pictures of a comparison, by the name of their file."""
    return {name: draw() for name, draw in comparison_drawings(comparison, language).items()}


def run_drawings(run: Run, scenario: Scenario, language: str) -> dict[str, Drawing]:
    """Return what draws each picture of one run."""
    words = texts(language)
    name = words.scenario(scenario)
    below = f"{words.world(run.world)} · " + words["of_run"].format(
        quarters=run.quarters, seed=run.seed
    )
    series = run.series.melt(
        ignore_index=False, var_name="measure", value_name="mean"
    ).reset_index()
    series["policy"] = name
    effects_below = f"{words['effects_below']} · {below}"
    return {
        "map": partial(draw_map, run.world, run.pairs, f"{words['map']}: {name}", below, words),
        "ladder": partial(draw_stack, run.series, f"{words['ladder']}: {name}", below, words),
        "effects": partial(
            draw_lines, series, EFFECTS, 4, {name: name}, words["effects"], effects_below, words
        ),
    }


def comparison_drawings(comparison: Comparison, language: str) -> dict[str, Drawing]:
    """Return what draws each picture of a comparison."""
    words = texts(language)
    policies = {policy.name: named(policy, comparison, words) for policy in comparison.policies}
    everyone = {comparison.baseline.name: words.scenario(comparison.baseline)} | policies
    below = _below(comparison, words)
    bands = f"{words['bands']} · {below}"
    effects_below = f"{words['effects_below']} · {bands}"
    shown = set(comparison.rows["measure"])
    measures = [name for name in PRIMARY if name in shown] or sorted(shown)
    title = words["forest"].format(baseline=everyone[comparison.baseline.name])
    table, differences, lines = comparison.rows, comparison.differences, comparison.bands
    first = f"{words.world(comparison.world)} · " + words["first_replicate"].format(
        quarters=comparison.quarters
    )
    maps = {
        f"map_{safe(name)}": partial(
            draw_map, comparison.world, pairs, f"{words['map']}: {everyone[name]}", first, words
        )
        for name, pairs in comparison.networks.items()
    }
    return {
        "forest": partial(draw_forest, table, differences, policies, measures, title, below, words),
        "effects": partial(
            draw_lines, lines, EFFECTS, 4, everyone, words["effects"], effects_below, words
        ),
        "ladder": partial(draw_lines, lines, LADDER, 2, everyone, words["ladder"], bands, words),
        **maps,
    }


def named(policy: Scenario, comparison: Comparison, words: Texts) -> str:
    """Return what a policy is called, with its dose where it was scaled."""
    dose = comparison.dose(policy)
    times = "" if dose == 1.0 else f" × {words.written(number(dose))}"
    return f"{words.scenario(policy)}{times}"


def _below(comparison: Comparison, words: Texts) -> str:
    numbers = {"pairs": comparison.pairs, "quarters": comparison.quarters, "seed": comparison.seed}
    return f"{words.world(comparison.world)} · " + words["of_pairs"].format(**numbers)


def alts(pictures: Mapping[str, Figure], language: str) -> dict[str, str]:
    """Say in words what each picture shows: its headline, and where its numbers stand."""
    where = texts(language)["alt"]
    return {
        name: ". ".join([*(text.get_text() for text in picture.texts[:2]), where])
        for name, picture in pictures.items()
    }
