"""A comparison with its report and its folder of results."""

from __future__ import annotations

from typing import TYPE_CHECKING

from interhelix.experiments.tables import json_of_equal

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from interhelix.experiments.picture_texts import Texts
    from interhelix.experiments.pictures.results import Drawing

from functools import partial
from typing import TYPE_CHECKING

import pandas as pd

from interhelix.experiments.output import safe
from interhelix.experiments.statistics import number
from interhelix.experiments.tables import of_posterior
from interhelix.model.measures import EFFECTS, PRIMARY

if TYPE_CHECKING:
    from matplotlib.figure import Figure
import json
import textwrap
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from interhelix.experiments import costs
from interhelix.experiments.costs import cost_section
from interhelix.experiments.document import (
    Block,
    Heading,
    Picture,
    Result,
    Text,
    length_of,
    write_document,
)
from interhelix.experiments.inputs import Origins
from interhelix.experiments.output import JSON_FIELDS, json_value, records
from interhelix.experiments.provenance import (
    made_by,
    of_scenario,
    of_world,
    record_of_measures,
    write_results,
)
from interhelix.experiments.replicates import FailedRun
from interhelix.experiments.scaling import Equal
from interhelix.experiments.sections import (
    code_lines,
    command,
    details,
    differences,
    equality,
    failed,
    repeat,
    reported,
    sureness,
    winners_and_losers,
)
from interhelix.experiments.tables import Ignorance
from interhelix.model.measures import MEASURES, Measure
from interhelix.model.world import World
from interhelix.scenarios import Scenario


@dataclass(frozen=True, repr=False)
class Comparison(Result):
    """What a comparison found; pictures are ``forest``, ``effects``, ``ladder``, ``map_SCENARIO``.

    ``rows`` has a row for each policy and measure, at the end of the run; ``bands`` mean and bands
    of every policy (the baseline first) over time, ``paired_bands`` those of paired differences;
    ``standing`` winners and losers among regions and roles; ``costs`` the cost per unit of effect;
    ``differences`` the paired differences themselves (pairs x measures) by policy; ``networks``
    the region pairs of replicate 0; ``origins`` where the world and the scenarios come from;
    ``equal`` the doses of the policies, if they were made equal: ``policies`` are as they were
    before that, all figures are those of the doses. ``ignorance`` is there if each pair had
    parameters of its own from a posterior. ``own`` are measures of the user's own.
    """

    world: World
    origins: Origins
    baseline: Scenario
    policies: tuple[Scenario, ...]
    seed: int
    replicates: int
    quarters: int
    pairs: int
    rows: pd.DataFrame
    bands: pd.DataFrame
    paired_bands: pd.DataFrame
    standing: pd.DataFrame
    costs: pd.DataFrame
    differences: Mapping[str, pd.DataFrame]
    networks: Mapping[str, pd.DataFrame]
    failures: tuple[FailedRun, ...] = ()
    equal: Equal | None = None
    ignorance: Ignorance | None = None
    own: tuple[Measure, ...] = ()

    def __repr__(self) -> str:
        policies = ", ".join(policy.name for policy in self.policies)
        return (
            f"Comparison({policies} against {self.baseline.name}: {self.world.name}, "
            f"{self.pairs} pairs, {self.quarters} quarters, seed {self.seed})"
        )

    @property
    def scenarios(self) -> tuple[Scenario, ...]:
        """The baseline and the policies."""
        return (self.baseline, *self.policies)

    def dose(self, policy: Scenario) -> float:
        """Return the dose of a policy: 1, unless policies were made equal."""
        return self.equal.dose(policy.name) if self.equal else 1.0

    def as_json(self) -> dict[str, object]:
        """Return the comparison as JSON values; what is not a finite number is null."""
        return {
            "pairs": self.pairs,
            "seed": json_value(self.seed),
            "world": self.world.name,
            "baseline": self.baseline.name,
            "quarters": self.quarters,
            "failed": len(self.failures),
            **({"equal": json_of_equal(self.equal)} if self.equal else {}),
            **({"ignorance": self._ignorance_as_json()} if self.ignorance else {}),
            "rows": records(self.rows[list(JSON_FIELDS)]),
        }

    def to_json(self) -> str:
        """Return the comparison as text, the same to the byte whatever ran it where."""
        return json.dumps(self.as_json(), indent=2, allow_nan=False) + "\n"

    def _ignorance_as_json(self) -> dict[str, object]:
        """Return which posterior was drawn from, and what that does to the measures shown."""
        assert self.ignorance is not None
        table = self.ignorance.table
        shown = table[table["measure"].isin(self.rows["measure"])]
        return {"posterior": of_posterior(self.ignorance), "rows": records(shown)}

    def _summary(self) -> list[Block]:
        return [
            differences(reported(rows), f"{policy} against {self.baseline.name}")
            for policy, rows in self.rows.groupby("policy", sort=False)
        ]

    def _blocks(self) -> list[Block]:
        return blocks_of(self)

    def _drawings(self, language: str) -> dict[str, Drawing]:
        return comparison_drawings(self, language)

    def _write(self, folder: Path, language: str) -> None:
        write_comparison(self, folder, language)


def blocks_of(comparison: Comparison) -> list[Block]:
    """Return the report: what was compared, what differs, for whom, at what cost, how sure."""
    equal = equality(comparison.equal) if comparison.equal else []
    blocks = [*_opening(comparison), *equal, Picture("forest")]
    for policy in comparison.policies:
        title = f"{policy.name}: {policy.title}" if policy.title else policy.name
        if (dose := comparison.dose(policy)) != 1.0:
            title += f", at dose {number(dose)}"
        rows = comparison.rows[comparison.rows["policy"] == policy.name]
        blocks += [
            Heading(2, title),
            differences(reported(rows), f"{policy.name} against {comparison.baseline.name}"),
            Heading(3, "What a unit of effect costs"),
            *cost_section(comparison.costs[comparison.costs["policy"] == policy.name]),
            *winners_and_losers(comparison.standing, policy.name, comparison.world),
        ]
    shown = [reported(rows) for _, rows in comparison.rows.groupby("policy", sort=False)]
    maps = [Picture(f"map_{safe(name)}") for name in comparison.networks]
    return [
        *blocks,
        Picture("effects"),
        Picture("ladder"),
        *maps,
        *details(pd.concat(shown)),
        Heading(2, "How sure this is"),
        *sureness(comparison.ignorance, shown_measures(comparison), comparison.baseline.name),
        *failed(comparison.failures, comparison.replicates * (1 + len(comparison.policies))),
        *repeat(
            [command_line(comparison)],
            made_by(),
            comparison.origins.unkept(),
            code_lines(comparison.scenarios, comparison.own),
        ),
    ]


def _opening(comparison: Comparison) -> list[Block]:
    world, baseline = comparison.world, comparison.baseline
    lines = [
        f"World: {world.title or world.name} ({world.size} regions, {world.actors} actors).",
        *(line for told in world.basis for line in textwrap.wrap(told, 96)),
        length_of(comparison.quarters, comparison.pairs, comparison.seed),
        f"Baseline: {baseline.title or baseline.name}.",
        costs.money_note(world.name),
    ]
    return [Heading(1, title_of(comparison)), Text("\n".join(lines))]


def title_of(comparison: Comparison) -> str:
    """Return what is compared with what."""
    policies = " and ".join(policy.name for policy in comparison.policies)
    return f"{policies} against {comparison.baseline.name}"


def command_line(comparison: Comparison) -> str:
    """Return the command that repeats a comparison, where the first was given."""
    origins = comparison.origins
    names = [origin.word for origin in origins.scenarios]
    words = ["interhelix", "compare", *names, "--world", origins.world.word]
    for option in ("replicates", "seed", "quarters"):
        words += [f"--{option}", getattr(comparison, option)]
    own = {measure.name for measure in comparison.own}
    shown = [name for name in shown_measures(comparison) if name not in own]
    if len(shown) < len(MEASURES):
        words += [word for name in shown for word in ("--measure", name)]
    words += comparison.equal.aim.option if comparison.equal else ()
    words += ("--posterior", comparison.ignorance.posterior.word) if comparison.ignorance else ()
    return command(*words)


def shown_measures(comparison: Comparison) -> list[str]:
    """Return the names of the measures that a comparison shows."""
    return list(dict.fromkeys(comparison.rows["measure"]))


def write_comparison(comparison: Comparison, folder: Path, language: str) -> None:
    """Write everything that a comparison found into an empty folder."""
    pictures = comparison_pictures(comparison, language)
    write_document(blocks_of(comparison), pictures, folder, language)
    (folder / "comparison.json").write_text(comparison.to_json(), encoding="utf-8")
    quarters, origins = comparison.quarters, comparison.origins
    baseline, *policies = (
        of_scenario(scenario, quarters, origin)
        for scenario, origin in zip(comparison.scenarios, origins.scenarios, strict=True)
    )
    record = {
        **made_by(),
        "world": of_world(comparison.world, origins.world),
        "baseline": baseline,
        "policies": policies,
        "replicates": comparison.replicates,
        "quarters": quarters,
        "seed": json_value(comparison.seed),
        **({"equal": json_of_equal(comparison.equal)} if comparison.equal else {}),
        **({"posterior": of_posterior(comparison.ignorance)} if comparison.ignorance else {}),
        "measures": shown_measures(comparison),
        **record_of_measures(comparison.own),
        "failed": [asdict(failed) for failed in comparison.failures],
        "command": command_line(comparison),
    }
    files = origins.files
    if comparison.ignorance:
        files |= comparison.ignorance.posterior.files
    write_results(folder, title_of(comparison), tables_of_comparison(comparison), record, files)


def tables_of_comparison(comparison: Comparison) -> dict[str, pd.DataFrame]:
    """Return the tables of a comparison as its folder holds them."""
    tables = {name: getattr(comparison, name) for name in ("rows", "bands", "standing", "costs")}
    differences = pd.concat(comparison.differences, names=["policy", "pair"]).reset_index()
    tables["differences"] = differences
    if comparison.equal:
        tables |= {"doses": comparison.equal.doses, "changes": comparison.equal.changes}
    if comparison.ignorance:
        tables["ignorance"] = comparison.ignorance.table
    return tables


def comparison_pictures(comparison: Comparison, language: str) -> dict[str, Figure]:
    """Draw the pictures of a comparison, by the name of their file."""
    return {name: draw() for name, draw in comparison_drawings(comparison, language).items()}


def comparison_drawings(comparison: Comparison, language: str) -> dict[str, Drawing]:
    """Return what draws each picture of a comparison."""
    from interhelix.experiments.picture_texts import texts
    from interhelix.experiments.pictures.forest import draw_forest, draw_lines
    from interhelix.experiments.pictures.map import draw_map
    from interhelix.experiments.pictures.results import LADDER

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
