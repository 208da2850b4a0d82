"""What can be kept of a run that is watched: its network now, its figures, its scenario, a link."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from hashlib import blake2b

import pandas as pd
import solara

from interhelix.app import session
from interhelix.app.comparing.charts import drawing, file_of
from interhelix.app.keeping import Files, Shelf, picture_files, scenario_files
from interhelix.app.portraying import numbers
from interhelix.app.portraying.drawings import moment_picture
from interhelix.app.portraying.keeping import command_of, csv_files
from interhelix.app.share import Outcome
from interhelix.app.texts import Words
from interhelix.app.watching.looking import Still, figures_of, moment
from interhelix.app.watching.show import Shown
from interhelix.experiments import replicate_seed
from interhelix.experiments.pictures.forest import draw_stack


@solara.component
def Kept(now: Shown, scene: Still, outcome: Outcome, say: Words) -> None:
    """Show a button for every file, the link, and the command."""
    asked = now.scenery.asked
    luck = replicate_seed(asked.seed, 0)
    command = command_of(asked.scenario, now.scenery.world, asked.quarters, luck)
    watched = {"watched": now.scenery.side, "quarter": now.quarter}
    look = replace(session.look.value, **watched)
    Shelf(files_of(now, scene, say), now.scenery.choices, outcome, look, command, say)


def files_of(now: Shown, scene: Still, say: Words) -> Mapping[str, Files]:
    """Return the files by the key of their heading."""
    tables = {
        "run": lambda: figures_of(now),
        "network_regions": lambda: numbers.regions_drawn(scene),
        "network_pairs": lambda: _pairs(scene),
    }
    draws = {
        "network": partial(moment_picture, scene, moment(now.quarter, say), say),
        "ladder": partial(_ladder, now, say),
    }
    return {
        "keep.numbers": csv_files(tables),
        "keep.pictures": picture_files(draws),
        "keep.scenarios": scenario_files([now.scenery.asked.scenario]),
    }


def _pairs(scene: Still) -> pd.DataFrame:
    """Return a row for each line that is drawn."""
    return numbers.pairs_drawn(scene).drop(columns=["level_in_a", "level_in_b"])


def _ladder(now: Shown, say: Words, kind: str) -> bytes:
    with drawing:
        title = f"{say('ladder.over_time')}, {moment(now.quarter, say)}"
        return file_of(draw_stack(figures_of(now), title, "", say.pictures), kind)


def outcome_of(now: Shown) -> Outcome:
    """Return the fingerprint of every figure so far, and of the levels of now."""
    every = blake2b(now.levels.tobytes(), digest_size=8)
    every.update(figures_of(now).to_csv().encode())
    return Outcome("watch", every.hexdigest())
