"""Rules and measures of the user's own: taken in, checked, recorded, or refused."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain
from typing import Any

from interhelix.experiments.inputs import checked_measures
from interhelix.model.errors import Fault, InputError
from interhelix.model.measures import BY_NAME, Measure
from interhelix.model.parameters import catalogue
from interhelix.model.rules import Rule, listed_rules
from interhelix.model.source import Function, check_pickles, hash_of_source, source_of
from interhelix.scenarios import Scenario

RECORDED = ("name", "unit", "wanted", "matters", "text")


def with_rules(
    scenarios: Sequence[Scenario], rules: Sequence[Rule | Function]
) -> tuple[Scenario, ...]:
    """Return scenarios with rules added to the rules of each.

    Raises:
        InputError: a rule that cannot be recorded, or that a scenario has already.

    """
    if not rules:
        return tuple(scenarios)
    return tuple(replace(each, rules=listed_rules((*each.rules, *rules))) for each in scenarios)


def split_measures(
    given: Sequence[str | Measure] | str | Measure | None,
) -> tuple[tuple[str, ...], tuple[Measure, ...]]:
    """Return the names of the measures to show, and the measures of the user's own among them.

    Raises:
        InputError: a name that no measure has, or one of the user's own that cannot be used.

    """
    several = [given] if isinstance(given, str | Measure) else list(given or ())
    own = tuple(one for one in several if isinstance(one, Measure))
    names = [one for one in several if isinstance(one, str)]
    taken = {*BY_NAME, *catalogue()}
    for measure in own:
        where = f"measure '{measure.name}'"
        if not measure.name.isidentifier():
            problem = "cannot name a column"
            raise InputError(Fault(where, problem, "use letters, digits and underscores"))
        if measure.name in taken:
            raise InputError(Fault(where, "there is one of this name", "give another name"))
        taken.add(measure.name)
        _ = source_of(measure.read)
    shown = checked_measures(names) if names or not own else ()
    return (*shown, *(measure.name for measure in own)), own


def check_sent(scenarios: Sequence[Scenario], own: Sequence[Measure], here: bool) -> None:
    """Refuse functions that processes could not import, unless all is done ``here``.

    Raises:
        InputError: with a fault for each function.

    """
    functions: list[Function] = [rule.act for each in scenarios for rule in each.rules]
    functions += [measure.read for measure in own]
    for function in () if here else functions:
        check_pickles(function)


def refuse_rules(command: str, *scenarios: Scenario) -> None:
    """Refuse scenarios with rules of the user's own where a command does not carry them out.

    Raises:
        InputError: a scenario has rules.

    """
    for scenario in scenarios:
        if scenario.rules:
            remedy = "use compare, sweep, simulate or CooperationModel"
            problem = f"has rules of your own, which {command} does not carry out"
            raise InputError(Fault(f"scenario '{scenario}'", problem, remedy))


def record_of(measure: Measure) -> dict[str, Any]:
    """Return what provenance holds of a measure: what it declares, source and its SHA-256."""
    declared = {name: getattr(measure, name) for name in RECORDED}
    hashed, source = hash_of_source(measure.read), source_of(measure.read)
    return {**declared, "sha256": hashed, "source": source}


def record_of_measures(own: Sequence[Measure]) -> dict[str, object]:
    """Return the part of a record about measures of the user's own; nothing without any."""
    return {"own_measures": [record_of(measure) for measure in own]} if own else {}


def packed_measures(own: Sequence[Measure]) -> bytes:
    """Return what of measures of the user's own decides a figure, as bytes to hash."""
    return "".join(f"{one.name} {hash_of_source(one.read)}\n" for one in own).encode()


def code_of(record: Mapping[str, Any]) -> list[dict[str, str]]:
    """Return the rules and measures of the user's own that a record holds, each once.

    A run and a comparison record rules with each scenario, a sweep all together under ``code``.
    """
    sides = [record.get("scenario"), record.get("baseline"), *record.get("policies", ())]
    swept = record.get("code", {})
    rules = [side.get("rules", ()) for side in sides if side]
    rules += swept.get("rules", {}).values()
    measures = record.get("own_measures", swept.get("own_measures", ()))
    found = [{"kind": "rule", **rule} for rule in chain.from_iterable(rules)]
    found += [{"kind": "measure", **one} for one in measures]
    return [one for at, one in enumerate(found) if one not in found[:at]]


def code_told(scenarios: Sequence[Scenario], own: Sequence[Measure]) -> Iterator[str]:
    """Yield a line of a report for each rule and measure that no command knows."""
    for rule in dict.fromkeys(rule for each in scenarios for rule in each.rules):
        yield f"{_of('rule', rule.name, rule.record['sha256'])} It acts after `{rule.after}`."
    for measure in own:
        yield _of("measure", measure.name, hash_of_source(measure.read))


def _of(kind: str, name: str, hashed: str) -> str:
    return f"The {kind} `{name}` is Python of your own (SHA-256 {hashed}): repeat this in Python."


def refuse_code(record: Mapping[str, Any]) -> None:
    """Refuse to make a folder again that needs rules or measures of the user's own.

    Raises:
        InputError: with a fault for each.

    """
    if code := code_of(record):
        raise InputError(
            [
                Fault(
                    f"{one['kind']} '{one['name']}'",
                    f"is Python of your own (SHA-256 {one['sha256']})",
                    "repeat it in Python; run.json holds its source",
                )
                for one in code
            ]
        )
