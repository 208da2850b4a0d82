"""The link that holds a whole state: what was chosen, which model it was, and what came out.

The state is JSON in the query of the address. Nothing runs when a link is opened: a page elsewhere
could lead here, too. A fingerprint of the result tells whether the numbers came out the same.
"""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import asdict
from hashlib import blake2b
from typing import Any, NamedTuple

from interhelix.app.choices import Card, Choices, Option, RefusedError, check
from interhelix.experiments import Comparison
from interhelix.model.compiled import fingerprint

KEY = "s"
LONGEST = 6_000  # characters


class Shared(NamedTuple):
    """What a link holds; ``model`` and ``result`` are fingerprints, the second may be empty."""

    choices: Choices
    language: str
    model: str
    result: str


def link_of(choices: Choices, language: str, comparison: Comparison | None) -> str:
    """Return the query of a link, without the question mark."""
    state = {
        **{name: value for name, value in asdict(choices).items() if name not in ("a", "b")},
        "a": _option_table(choices.a),
        "b": _option_table(choices.b),
        "language": language,
        "model": fingerprint(),
        "result": result_of(comparison) if comparison else "",
    }
    text = json.dumps(state, separators=(",", ":"), ensure_ascii=False)
    return f"{KEY}={urlsafe_b64encode(text.encode()).decode().rstrip('=')}"


def _option_table(option: Option) -> dict[str, object]:
    changed = {
        key: [card.on, card.strength, card.start, card.until]
        for key, card in option.changed.items()
    }
    return {"preset": option.preset, "changed": changed, "settings": dict(option.settings)}


def result_of(comparison: Comparison) -> str:
    """Return a fingerprint of every number that a comparison found."""
    return blake2b(comparison.to_json().encode(), digest_size=8).hexdigest()


def shared_in(query: str | None) -> Shared | None:
    """Read the query of an address; ``None`` where it holds no state.

    Raises:
        RefusedError: it holds one that cannot be used.

    """
    parts = dict(part.partition("=")[::2] for part in (query or "").lstrip("?").split("&"))
    if KEY not in parts:
        return None
    try:
        state = _state(parts[KEY])
        numbers = {name: state[name] for name in ("world", "years", "replicates", "seed")}
        choices = Choices(_option(state["a"]), _option(state["b"]), **numbers)
        check(choices)
        words = [str(state[name])[:40] for name in ("language", "model", "result")]
    except RefusedError:
        raise
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise RefusedError("link") from error
    return Shared(choices, *words)


def _state(text: str) -> Mapping[str, Any]:
    if len(text) > LONGEST:
        raise RefusedError("link")
    state = json.loads(urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    if not isinstance(state, dict):
        raise RefusedError("link")
    return state


def _option(table: Mapping[str, Any]) -> Option:
    changed = {str(key): Card(*values) for key, values in table["changed"].items()}
    return Option(table["preset"], changed, dict(table.get("settings", {})))
