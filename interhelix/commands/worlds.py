"""``interhelix worlds``: the worlds that ship."""

from __future__ import annotations

from interhelix.commands.group import Entry, listing
from interhelix.commands.printing import columns

FIGURES = ("code", "name", "district", "lat", "lon", "population", "product")


def _entry(name: str) -> Entry:
    from interhelix.scenarios import load_world

    world = load_world(name)
    return {
        "name": world.name,
        "title": world.title,
        "regions": world.size,
        "actors": world.actors,
        "measured": list(world.measured),
        "estimated": list(world.estimates),
        "drawn": list(world.drawn),
    }


def _entries() -> list[Entry]:
    from interhelix.scenarios import world_names

    return [_entry(name) for name in world_names()]


def _detail(name: str) -> tuple[Entry, str]:
    from interhelix.agents.roles import ROLES
    from interhelix.scenarios import load_world

    world = load_world(name)
    figures = zip(
        world.codes,
        world.names,
        world.districts,
        *(column.tolist() for column in (world.lat, world.lon, world.population, world.product)),
        strict=True,
    )
    regions = [dict(zip(FIGURES, line, strict=True)) for line in figures]
    entry = {
        **_entry(name),
        "currency": world.currency,
        "organisations": list(world.organisations),
        "organisations_by": world.organisations_by,
        "actors_by_role": dict(zip(ROLES, world.counts.sum(axis=0).tolist(), strict=True)),
        "pairs": [list(pair) for pair in world.pairs],
        "sources": dict(world.sources),
        "note": world.note.strip(),
        "table": regions,
    }
    header = ["code", "name", "district", "lat °", "lon °", "persons", world.currency]
    lines = [[f"{v:,.10g}" if isinstance(v, float) else v for v in r.values()] for r in regions]
    parts = [
        f"{world.title or world.name}\n{world.size} regions, {world.actors} actors",
        world.note.strip(),
        "\n".join(world.basis),
        "Sources\n"
        + "\n".join(f"  {column}: {source}" for column, source in world.sources.items()),
        columns([header, *lines]),
    ]
    return entry, "\n\n".join(part for part in parts if part)


worlds = listing("worlds", "List the worlds that ship.", _entries, ("name", "title"), _detail)
