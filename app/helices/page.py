"""The page Helices: who participates, who connects with whom, and who benefits."""

from __future__ import annotations

import solara

from interhelix.agents.roles import ROLES
from interhelix.app.helices.view import PICTURES, files_of_helices, mixing_of
from interhelix.app.parts import Sheet, block
from interhelix.app.runs import NetworkRun, RunPair
from interhelix.app.runs.frame import PageFrame, RunDownloads, RunDrawing
from interhelix.app.shell.views import Table
from interhelix.app.texts import Words
from interhelix.model.measures import EFFECTS

FIGURES = ("ties_external", "members", "acts", "net_value")


@solara.component
def Helices() -> None:
    """Show the four links of the helix in A and B."""
    PageFrame("helices", Links)


@solara.component
def Links(seen: RunPair, say: Words) -> None:
    """Show who takes part, the mixing of roles, effects by role."""
    block("h2", say("helices.part"))
    RunDrawing("roles", seen, PICTURES["roles"], say)
    Sheet(say("helices.table_part"), *part_table(seen, say))
    block("h2", say("helices.mixing"))
    RunDrawing("mixing", seen, PICTURES["mixing"], say)
    for side, one in (("A", seen.a), ("B", seen.b)):
        Sheet(say("helices.table_mixing", {"side": side}), *mixing_table(one, say))
    block("h2", say("helices.effects"))
    RunDrawing("effects_by_role", seen, PICTURES["effects_by_role"], say)
    Sheet(say("helices.table_effects"), *effects_table(seen, say))
    RunDownloads(files_of_helices(seen, say), seen, say)


def part_table(seen: RunPair, say: Words) -> Table:
    """Return what each role does and has, in A and in B; ties and acts per actor."""
    rows = []
    for place, role in enumerate(ROLES):
        actors = seen.a.run.world.counts[:, place].sum()
        row = [say(f"roles.{role}")]
        for figure in FIGURES:
            per = actors if figure == "ties_external" else 1
            row += [
                say.number(float(one.run.roles[figure][role]) / per) for one in (seen.a, seen.b)
            ]
        rows.append(row)
    names = [say(f"helices.{figure}", {"side": side}) for figure in FIGURES for side in "AB"]
    return Table([say("table.role"), *names], rows, [False] + [True] * len(names))


def mixing_table(one: NetworkRun, say: Words) -> Table:
    """Return ties between roles: how many, how many by chance, and the one over the other."""
    observed, expected, ratio = mixing_of(one)
    rows = []
    for a, first in enumerate(ROLES):
        for b in range(a, len(ROLES)):
            pair = f"{say(f'roles.{first}')} – {say(f'roles.{ROLES[b]}')}"
            figures = (observed[a, b], expected[a, b], ratio[a, b])
            rows.append([pair, *(say.number(float(value)) for value in figures)])
    header = [say(f"helices.{key}") for key in ("pair", "observed", "expected", "ratio")]
    return Table(header, rows, [False, True, True, True])


def effects_table(seen: RunPair, say: Words) -> Table:
    """Return the eight effects of each role in A and B."""
    rows = []
    for effect in EFFECTS:
        row = [say.pictures.measure(effect), say.pictures.unit(effect)]
        for role in ROLES:
            values = (float(one.run.roles[effect][role]) for one in (seen.a, seen.b))
            row += [say.number(value) for value in values]
        rows.append(row)
    names = [f"{say(f'helices.short.{role}')} {side}" for role in ROLES for side in "AB"]
    header = [say("table.effect"), say("table.unit"), *names]
    return Table(header, rows, [False, False] + [True] * len(names))
