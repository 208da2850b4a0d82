"""The pictures of a run and of a comparison, each by the name of its file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

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

LADDER = tuple(f"ties_level_{level}" for level in range(1, 5))


def run_pictures(run: Run, scenario: Scenario, language: str) -> dict[str, Figure]:
    """Draw the pictures of one run, by the name of their file."""
    words = texts(language)
    name = words.scenario(scenario)
    below = f"{words.world(run.world)} · " + words["of_run"].format(
        quarters=run.quarters, seed=run.seed
    )
    series = run.series.melt(
        ignore_index=False, var_name="measure", value_name="mean"
    ).reset_index()
    series["policy"] = name
    return {
        "map": draw_map(run.world, run.pairs, f"{words['map']}: {name}", below, words),
        "ladder": draw_stack(run.series, f"{words['ladder']}: {name}", below, words),
        "effects": draw_lines(
            series,
            EFFECTS,
            4,
            {name: name},
            words["effects"],
            f"{words['effects_below']} · {below}",
            words,
        ),
    }


def comparison_pictures(comparison: Comparison, language: str) -> dict[str, Figure]:
    """Draw the pictures of a comparison, by the name of their file."""
    words = texts(language)
    policies = {policy.name: named(policy, comparison, words) for policy in comparison.policies}
    everyone = {comparison.baseline.name: words.scenario(comparison.baseline)} | policies
    below = _below(comparison, words)
    bands = f"{words['bands']} · {below}"
    shown = set(comparison.rows["measure"])
    measures = [name for name in PRIMARY if name in shown] or sorted(shown)
    pictures = {
        "forest": draw_forest(
            comparison.rows,
            comparison.differences,
            policies,
            measures,
            words["forest"].format(baseline=everyone[comparison.baseline.name]),
            below,
            words,
        ),
        "effects": draw_lines(
            comparison.bands,
            EFFECTS,
            4,
            everyone,
            words["effects"],
            f"{words['effects_below']} · {bands}",
            words,
        ),
        "ladder": draw_lines(comparison.bands, LADDER, 2, everyone, words["ladder"], bands, words),
    }
    for name, pairs in comparison.networks.items():
        title = f"{words['map']}: {everyone[name]}"
        first = f"{words.world(comparison.world)} · " + words["first_replicate"].format(
            quarters=comparison.quarters
        )
        pictures[f"map_{safe(name)}"] = draw_map(comparison.world, pairs, title, first, words)
    return pictures


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
