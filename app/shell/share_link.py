"""The link that holds a whole state: the choices, the view, and the result.

The page is the path of the address; the state is JSON in its query. Opening a link runs nothing,
since a page elsewhere could lead here. A fingerprint shows whether the numbers are reproduced.
"""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, NamedTuple

from interhelix.app.shell.choices import Choices, RefusedError, ViewState, check, check_view
from interhelix.app.shell.options import Card, Option
from interhelix.model.machine_code import fingerprint
from interhelix.scenarios import load_world

KEY = "s"
LONGEST = 6_000  # characters


class Outcome(NamedTuple):
    """What came out: of which work, and a fingerprint of every number."""

    work: str = ""
    result: str = ""


NOTHING = Outcome()
USUAL = ViewState()


class Shared(NamedTuple):
    """What a link holds; ``model`` is a fingerprint, too; the outcome may be empty."""

    choices: Choices
    look: ViewState
    language: str
    model: str
    outcome: Outcome


def link_of(
    choices: Choices, language: str, outcome: Outcome = NOTHING, look: ViewState = USUAL
) -> str:
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


def shared_in(query: str | None) -> Shared | None:
    """Read the query of an address; ``None`` where it holds no state.

    Raises:
        RefusedError: it holds one that cannot be used.

    """
    text = value_in(query, KEY)
    if text is None:
        return None
    try:
        state = unpacked(text)
        numbers = {name: state[name] for name in ("world", "years", "replicates", "seed")}
        choices = Choices(_option(state["a"]), _option(state["b"]), **numbers)
        check(choices)
        look = ViewState(**state["look"])
        check_view(look, load_world(choices.world).codes, choices.years)
        names = ("language", "model", "work", "result")
        language, model, *outcome = (str(state[name])[:40] for name in names)
    except RefusedError:
        raise
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise RefusedError("link") from error
    return Shared(choices, look, language, model, Outcome(*outcome))


def value_in(query: str | None, key: str) -> str | None:
    """Return the value of a key in the query of an address."""
    parts = (part.partition("=")[::2] for part in (query or "").lstrip("?").split("&"))
    return dict(parts).get(key)


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
