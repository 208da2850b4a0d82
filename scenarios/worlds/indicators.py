"""From indicators to columns of a world: ``python -m interhelix.scenarios.worlds.indicators``.

``indicators.csv`` of a shipped world holds measured indicators in their units, under the name of
the column of ``regions.csv`` that each is turned into; a gap is an empty cell. An indicator of
0 to 1 becomes ``sigma(logit(mean) + SPREAD z)``, with ``z`` the normal score of the region's rank:
measured regions are as unequal as drawn ones, and it is measured which of them are ahead. Human
resources keep their amounts. A gap is estimated: a regression on the logarithm of product per
head, plus the mean residual of the nearest regions that have figures.
"""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
from scipy.special import expit, logit, ndtri
from scipy.stats import rankdata

from interhelix.model.columns import CONTRACTS, DIGITAL, ESTIMATED, HUMAN_RESOURCES, Column

FOLDER = Path(__file__).parent
MEANS = {figure.name: 0.5 for figure in DIGITAL} | {figure.name: 0.85 for figure in CONTRACTS}
SPREAD = 0.5  # sd of logits, as of what founding draws
NEAREST = 5  # regions whose residuals count for a gap
AMOUNT = HUMAN_RESOURCES[0].name
# The share of research staff varies 160 times between regions of Russia, that of people with
# tertiary education 5 times between those of Europe. With the fourth root the two vary about alike
# (sd of ln .26 and .30), and Moscow has its share of Russia's research staff (29 %) in product x
# root.
POWERS = {"russia": 0.25, "europe": 1.0}
Rows = list[dict[str, str]]


def scores(indicator: Column) -> Column:
    """Return the normal scores of the ranks of an indicator; a gap stays one."""
    out = np.full(indicator.shape, np.nan)
    known = np.isfinite(indicator)
    out[known] = ndtri((rankdata(indicator[known]) - 0.5) / known.sum())
    return out


def filled(values: Column, wealth: Column, places: Column) -> Column:
    """Return values with their gaps estimated by ``wealth`` and by the nearest regions.

    ``places`` are unit vectors (R x 3).
    """
    known = np.isfinite(values)
    fit = np.polynomial.Polynomial.fit(wealth[known], values[known], 1)(wealth)
    near = np.argsort(-(places @ places[known].T), axis=1, kind="stable")[:, :NEAREST]
    residual = (values - fit)[known][near].mean(axis=1)
    return np.where(known, values, fit + residual)


def table_of(name: str) -> Rows:
    """Return the table of regions of a shipped world with its columns made from indicators anew."""
    regions = _read(FOLDER / name / "regions.csv")
    indicators = {row.pop("code"): row for row in _read(FOLDER / name / "indicators.csv")}
    lat, lon, population, product = (
        np.array([float(row[column]) for row in regions])
        for column in ("lat", "lon", "population", "product")
    )
    lat, lon = np.radians(lat), np.radians(lon)
    places = np.stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)], axis=1)
    gaps: list[list[str]] = [[] for _ in regions]
    for column in next(iter(indicators.values())):
        cells = [indicators[row["code"]][column] for row in regions]
        indicator = np.array([float(cell) if cell else np.nan for cell in cells])
        amount = column == AMOUNT
        values = POWERS[name] * np.log(indicator) if amount else scores(indicator)
        values = filled(values, np.log(product / population), places)
        made = np.exp(values) if amount else expit(logit(MEANS[column]) + SPREAD * values)
        for row, gap, value in zip(regions, gaps, made, strict=True):
            row[column] = f"{value:.4g}"
            if not indicators[row["code"]][column]:
                gap.append(column)
    for row, gap in zip(regions, gaps, strict=True):
        row[ESTIMATED] = " ".join(gap)
    return regions


def _read(path: Path) -> Rows:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write(name: str) -> None:
    """Write the table of regions of a shipped world anew."""
    rows = table_of(name)
    with (FOLDER / name / "regions.csv").open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        table.writeheader()
        table.writerows(rows)


if __name__ == "__main__":
    for world in POWERS:
        write(world)
