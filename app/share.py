"""The link that holds a whole state: what was chosen and how it is looked at, and what came out.

The page is the path of the address, the state is JSON in its query. Nothing runs when a link is
opened: a page elsewhere could lead here, too. A fingerprint of the result tells whether the numbers
came out the same.
"""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import asdict
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, NamedTuple

from interhelix.app.choices import Card, Choices, Option, RefusedError, check
from interhelix.app.looks import Look, check_look
from interhelix.experiments import Comparison
from interhelix.model.machine_code import fingerprint
from interhelix.scenarios import load_world

if TYPE_CHECKING:
    from interhelix.app.session import Portraits

KEY = "s"
LONGEST = 6_000  # characters
TABLES = ("series", "roles", "regions", "pairs", "ties", "transitions", "outlook")


class Outcome(NamedTuple):
    """What came out: of which work, and a fingerprint of every number."""

    work: str = ""
    result: str = ""


NOTHING = Outcome()
USUAL = Look()


class Shared(NamedTuple):
    """What a link holds; ``model`` is a fingerprint, too; the outcome may be empty."""

    choices: Choices
    look: Look
    language: str
    model: str
    outcome: Outcome


def link_of(choices: Choices, language: str, outcome: Outcome = NOTHING, look: Look = USUAL) -> str:
    """Return the query of a link, without the question mark."""
    state = {
        **{name: value for name, value in asdict(choices).items() if name not in ("a", "b")},
        "a": _option_table(choices.a),
        "b": _option_table(choices.b),
        "look": asdict(look),
        "language": language,
        "model": fingerprint(),
        "work": outcome.work,
        "result": outcome.result,
    }
    return f"{KEY}={packed(state)}"


def packed(state: Mapping[str, object]) -> str:
    """Return a state as it stands in an address."""
    text = json.dumps(state, separators=(",", ":"), ensure_ascii=False)
    return urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _option_table(option: Option) -> dict[str, object]:
    changed = {
        key: [card.on, card.strength, card.start, card.until]
        for key, card in option.changed.items()
    }
    return {"preset": option.preset, "changed": changed, "settings": dict(option.settings)}


def outcome_of(found: Comparison | Portraits) -> Outcome:
    """Return the fingerprint of a comparison, or of a run of each option."""
    every = blake2b(digest_size=8)
    if isinstance(found, Comparison):
        every.update(found.to_json().encode())
        return Outcome("compare", every.hexdigest())
    for one in (found.a, found.b):
        every.update(one.levels.tobytes())
        for name in TABLES:
            every.update(getattr(one.run, name).to_csv().encode())
    return Outcome("portray", every.hexdigest())


def shared_in(query: str | None) -> Shared | None:
    """Read the query of an address; ``None`` where it holds no state.

    Raises:
        RefusedError: it holds one that cannot be used.

    """
    parts = dict(part.partition("=")[::2] for part in (query or "").lstrip("?").split("&"))
    if KEY not in parts:
        return None
    try:
        state = unpacked(parts[KEY])
        numbers = {name: state[name] for name in ("world", "years", "replicates", "seed")}
        choices = Choices(_option(state["a"]), _option(state["b"]), **numbers)
        check(choices)
        look = Look(**state["look"])
        check_look(look, load_world(choices.world).codes, choices.years)
        names = ("language", "model", "work", "result")
        language, model, *outcome = (str(state[name])[:40] for name in names)
    except RefusedError:
        raise
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise RefusedError("link") from error
    return Shared(choices, look, language, model, Outcome(*outcome))


def unpacked(text: str) -> Mapping[str, Any]:
    """Return the state that stands in an address.

    Raises:
        RefusedError: it is too long, or none.
        ValueError: it cannot be read.

    """
    if len(text) > LONGEST:
        raise RefusedError("link")
    state = json.loads(urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    if not isinstance(state, dict):
        raise RefusedError("link")
    return state


def _option(table: Mapping[str, Any]) -> Option:
    changed = {str(key): Card(*values) for key, values in table["changed"].items()}
    return Option(table["preset"], changed, dict(table.get("settings", {})))
