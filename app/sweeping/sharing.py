"""The link of the page Sweep: which store, what is looked at in it, and a mark of its numbers.

A store stands in a link by its name in a folder that the server offers, never by a path of the
machine. Nothing is read when a link is opened: a page elsewhere could lead here, too.
"""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import blake2b
from typing import Any, NamedTuple

from interhelix.app.choices import RefusedError, among
from interhelix.app.share import packed, unpacked
from interhelix.app.sweeping import places
from interhelix.app.sweeping.opening import Sweep
from interhelix.app.sweeping.view import View, bands, others
from interhelix.experiments.analysis.grid import figures_of

KEY = "sweep"


class Linked(NamedTuple):
    """What a link holds: the name of the store, what is looked at, the mark of its numbers.

    ``fixed`` has the bounds of the band at which a factor stands, since a store may get more bands.
    """

    store: str
    of: str
    measure: str
    across: str
    up: str
    fixed: Mapping[str, tuple[float, float]]
    language: str
    mark: str


def link_of(sweep: Sweep, view: View, mark: str, language: str) -> str:
    """Return the query of a link, without the question mark."""
    fixed = {name: bands(sweep, name)[at] for name, at in view.fixed.items()}
    store = places.link_name(sweep.path)
    sides = (view.of, view.measure, view.across, view.up)
    return f"{KEY}={packed(Linked(store, *sides, fixed, language, mark)._asdict())}"


def mark_of(sweep: Sweep) -> str:
    """Return a fingerprint of every number that the page can show of a sweep."""
    assert sweep.grid is not None
    every = blake2b(sweep.grid.settings.to_csv().encode(), digest_size=8)
    every.update(sweep.grid.values.tobytes())
    every.update(sweep.effects.to_csv().encode())
    return every.hexdigest()


def linked_in(query: str | None) -> Linked | None:
    """Read the query of an address; ``None`` where it holds no sweep.

    Raises:
        RefusedError: it holds one that cannot be used, or a store that is not offered here.

    """
    parts = dict(part.partition("=")[::2] for part in (query or "").lstrip("?").split("&"))
    if KEY not in parts:
        return None
    try:
        state = unpacked(parts[KEY])
        fixed = {str(name): _bounds(band) for name, band in state["fixed"].items()}
        texts = {name: _text(state[name]) for name in Linked._fields if name != "fixed"}
        found = Linked(**texts, fixed=fixed)
    except RefusedError:
        raise
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise RefusedError("link") from error
    places.linked(found.store)
    return found


def view_in(linked: Linked, sweep: Sweep) -> View:
    """Return what a link looks at in a store.

    Raises:
        RefusedError: the store does not have it, or no longer.

    """
    assert sweep.grid is not None
    factors = list(sweep.experiment.factors)
    among("link", linked.of, tuple(figures_of(sweep.grid)))
    among("link", linked.measure, sweep.experiment.measures)
    sides = (linked.across, linked.up)
    many = min(len(factors), len(sides))
    if len(set(sides[:many])) < many or any(sides[many:]):
        raise RefusedError("link")
    for side in sides[:many]:
        among("link", side, tuple(factors))
    view = View(linked.of, linked.measure, *sides)
    fixed = {}
    for name, bounds in linked.fixed.items():
        among("link", name, tuple(others(sweep, view)))
        levels = [tuple(band) for band in bands(sweep, name)]
        among("link", bounds, tuple(levels))
        fixed[name] = levels.index(bounds)
    return View(linked.of, linked.measure, *sides, fixed)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise RefusedError("link")
    return value


def _bounds(band: Any) -> tuple[float, float]:
    low, high = (float(edge) for edge in band)
    return low, high
