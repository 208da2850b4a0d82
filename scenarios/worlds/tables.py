"""Worlds from a folder: ``world.toml`` says what the figures are, ``regions.csv`` holds them."""

from __future__ import annotations

import os
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

from interhelix.agents.roles import ROLES
from interhelix.model.columns import (
    COLUMNS,
    CONTRACTS,
    DIGITAL,
    EQUAL,
    HUMAN_RESOURCES,
    MOST_ORGANISATIONS,
    ORGANISATIONS,
    SPECIALISATION,
    Column,
    faults_of_pairs,
    faults_of_size,
    faults_of_spread,
)
from interhelix.model.errors import Fault
from interhelix.model.world import World
from interhelix.scenarios.checks.faults import Faults
from interhelix.scenarios.checks.keys import Keys
from interhelix.scenarios.checks.reading import is_file, is_folder, sibling, toml_of
from interhelix.scenarios.worlds.doubts import doubts_of, successor
from interhelix.scenarios.worlds.regions import Regions, read_regions
from interhelix.scenarios.worlds.troubles import in_quotes, trouble

COUNTED = ("organisations", "organisations_by")
KEYS = ("title", "currency", "note", "pairs", *COUNTED, "sources")


class About(NamedTuple):
    """What ``world.toml`` says of the figures."""

    title: str
    currency: str
    note: str
    organisations: tuple[int, int, int, int]
    organisations_by: str
    sources: dict[str, str]


def read_world(path: Path) -> World:
    """Read a world from its folder or from the path of its TOML file.

    Raises:
        InputError: with every fault of both files.

    """
    return _read(path)[0]


def read_with_doubts(path: Path, where: str = "regions.csv") -> tuple[World, list[Fault]]:
    """Read a world as ``read_world`` does; also return what is odd in it, in the table ``where``.

    Raises:
        InputError: with every fault of both files.

    """
    world, regions = _read(path)
    flags = [
        Fault(f"{where}, column {name}", *trouble("flags", cells=in_quotes(cells)))
        for name, cells in regions.flagged.items()
    ]
    return world, [*doubts_of(world, where), *flags]


def _read(path: Path) -> tuple[World, Regions]:
    """Read both files of a world."""
    sheet, table_of_regions = sheets_of(path)
    _refuse_no_folder(sheet.parent)
    faults = Faults()
    table = faults.attempt(toml_of, sheet)
    keys = Keys({"title": "unread"} if table is None else table, str(sheet), faults)
    about = _about(keys)
    regions = read_regions(table_of_regions, faults)
    codes = set(regions.texts["code"]) if regions else None
    pairs = keys.listed("pairs")
    number = len(codes or ())
    noted = faults_of_pairs(pairs, codes, successor), faults_of_size(number, about.organisations)
    for fault in chain(*noted, faults_of_spread(about.organisations_by)):
        faults.add(keys.at(fault.where), fault.problem, fault.remedy)
    if regions and regions.columns(ORGANISATIONS) is not None:
        for key in (key for key in COUNTED if key in keys.table):
            remedy = f"remove '{key}', or the columns organisations_…"
            faults.add(keys.at(key), "the table of regions counts organisations already", remedy)
    faults.raise_any()
    assert regions is not None
    return _joined(Path(os.path.realpath(sheet)).parent.name, about, regions, pairs), regions


def sheets_of(path: Path) -> tuple[Path, Path]:
    """Return the two files of a world: what the figures are, and the figures."""
    named = path.suffix == ".toml" and not is_folder(path)
    sheet = path if named else path / "world.toml"
    return sheet, sheet.with_name("regions.csv")


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
        organisations_by=keys.text("organisations_by") or EQUAL,
        sources={column: sources.text(column, needed=True) for column in sources.table},
    )


def _joined(name: str, about: About, regions: Regions, pairs: list[Any]) -> World:
    """Join what the two files say."""
    names = regions.texts["name"]
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
        contract_quality=_single(regions.columns(CONTRACTS)),
        specialisation=None if shares is None else shares / shares.sum(axis=1, keepdims=True),
        pairs=tuple((one, other) for one, other in pairs),
        organisations=about.organisations,
        organisations_by=about.organisations_by,
        local_organisations=regions.columns(ORGANISATIONS),
        human_resources=_single(regions.columns(HUMAN_RESOURCES)),
        estimated=regions.estimated,
        sources=about.sources,
        note=about.note,
    )


def _single(columns: Column | None) -> Column | None:
    """Return the only column of a group."""
    return None if columns is None else columns[:, 0]
