"""Worlds from a folder: ``world.toml`` says what the figures are, ``regions.csv`` holds them."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

from interhelix.agents.roles import ROLES
from interhelix.model.world import World
from interhelix.scenarios.checks.faults import Faults, shown
from interhelix.scenarios.checks.keys import Keys
from interhelix.scenarios.checks.reading import is_file, is_folder, sibling, toml_of
from interhelix.scenarios.worlds.columns import COLUMNS, CONTRACTS, DIGITAL, SPECIALISATION
from interhelix.scenarios.worlds.regions import Regions, read_regions

KEYS = ("title", "currency", "note", "pairs", "organisations", "sources")
MOST_ORGANISATIONS = 10_000
MOST_ACTORS = 10_000_000


class About(NamedTuple):
    """What ``world.toml`` says of the figures."""

    title: str
    currency: str
    note: str
    organisations: tuple[int, int, int, int]
    sources: dict[str, str]


def read_world(path: Path) -> World:
    """Read a world from its folder or from the path of its TOML file.

    Raises:
        InputError: with every fault of both files.

    """
    sheet, table_of_regions = sheets_of(path)
    _refuse_no_folder(sheet.parent)
    faults = Faults()
    table = faults.attempt(toml_of, sheet)
    keys = Keys({"title": "unread"} if table is None else table, str(sheet), faults)
    about = _about(keys)
    before = faults.count
    regions = read_regions(table_of_regions, faults)
    whole = regions is not None and faults.count == before
    pairs = _pairs(keys, set(regions.texts["code"]) if regions and whole else None)
    if regions:
        check_size(len(regions.texts["code"]), about.organisations, str(sheet), faults)
    faults.raise_any()
    assert regions is not None
    return _joined(Path(os.path.realpath(sheet)).parent.name, about, regions, pairs)


def sheets_of(path: Path) -> tuple[Path, Path]:
    """Return the two files of a world: what the figures are, and the figures."""
    named = path.suffix == ".toml" and not is_folder(path)
    sheet = path if named else path / "world.toml"
    return sheet, sheet.with_name("regions.csv")


def check_size(
    regions: int, organisations: tuple[int, int, int, int], where: str, faults: Faults
) -> None:
    """Note a world that no machine would hold."""
    actors = regions * sum(organisations)
    if actors > MOST_ACTORS:
        remedy = f"at most {MOST_ACTORS:,} are possible"
        faults.add(where, f"the world would have {actors:,} actors", remedy)


def _refuse_no_folder(folder: Path) -> None:
    if is_folder(folder):
        return
    problem, remedy = "no such folder", sibling(folder)
    if is_file(folder):
        problem, remedy = "is no folder", "name the folder that has world.toml and regions.csv"
    faults = Faults()
    faults.add(str(folder), problem, remedy)
    faults.raise_any()


def _about(keys: Keys) -> About:
    """Check all of ``world.toml`` but the pairs, which need the codes of the regions."""
    keys.only(KEYS)
    roles = keys.inner("organisations")
    roles.only(ROLES)
    government, business, science, civil_society = (
        roles.whole(role, 1, MOST_ORGANISATIONS) or 1 for role in ROLES
    )
    sources = keys.inner("sources")
    sources.only((*COLUMNS, "pairs", "organisations"))
    return About(
        title=keys.text("title", needed=True),
        currency=keys.text("currency") or "any unit",
        note=keys.text("note"),
        organisations=(government, business, science, civil_society),
        sources={column: sources.text(column, needed=True) for column in sources.table},
    )


def _pairs(keys: Keys, codes: set[str] | None) -> tuple[tuple[str, str], ...]:
    """Check the coordinated pairs: two different codes each, and no region in two pairs.

    ``codes`` is ``None`` where the table has faults, so that nobody knows all of its codes.
    """
    found: list[tuple[str, str]] = []
    taken: dict[str, int] = {}
    for number, pair in enumerate(keys.listed("pairs"), start=1):
        where = keys.at(f"pair {number}")
        match pair:
            case [str() as one, str() as other] if one != other:
                for code in (one, other):
                    if codes is not None and code not in codes:
                        keys.faults.unknown(where, "code", code, codes)
                if again := next((code for code in pair if code in taken), ""):
                    problem = f"{shown(again)} stands in pair {taken[again]} already"
                    keys.faults.add(where, problem, "remove one of the two pairs")
                taken |= dict.fromkeys(pair, number)
                found.append((one, other))
            case _:
                remedy = 'write pairs = [["CODE", "OTHER"]]'
                keys.faults.add(where, "is not two different codes", remedy)
    return tuple(found)


def _joined(name: str, about: About, regions: Regions, pairs: tuple[tuple[str, str], ...]) -> World:
    """Join what the two files say."""
    names = regions.texts["name"]
    contracts = regions.columns(CONTRACTS)
    shares = regions.columns(SPECIALISATION)
    return World(
        name=name,
        title=about.title,
        codes=tuple(regions.texts["code"]),
        names=tuple(names),
        local_names=tuple(regions.texts.get("local_name", names)),
        districts=tuple(regions.texts.get("district", [about.title] * len(names))),
        lat=regions.column("lat"),
        lon=regions.column("lon"),
        population=regions.column("population"),
        product=regions.column("product"),
        currency=about.currency,
        digital=regions.columns(DIGITAL),
        contract_quality=None if contracts is None else contracts[:, 0],
        specialisation=None if shares is None else shares / shares.sum(axis=1, keepdims=True),
        pairs=pairs,
        organisations=about.organisations,
        sources=about.sources,
        note=about.note,
    )
