"""Commands that tell every fault of a command line in one pass, before anything is run."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import click

from interhelix.model.errors import Fault, InputError

NOTED = "faults of numbers"

Given = Mapping[str, Any]  # the options and arguments of a command by name


class Checked(click.Command):
    """A command that, where a word of its line is wrong, looks at all of them."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command.

        Raises:
            InputError: with every fault of its options and arguments.

        """
        faults = list(ctx.meta.get(NOTED, ()))
        if not faults:
            try:
                return super().invoke(ctx)
            except InputError as error:
                faults += error.faults
        raise InputError(list(dict.fromkeys([*faults, *_faults_of(ctx.params)])))


def note(context: click.Context, fault: Fault) -> None:
    """Keep a fault until all words of the command line have been read.

    Raises:
        InputError: with the fault, where the command would not look at it later.

    """
    if not isinstance(context.command, Checked):
        raise InputError(fault)
    context.meta.setdefault(NOTED, []).append(fault)


def _faults_of(given: Given) -> Iterator[Fault]:
    """Yield what is wrong with each option and argument that can be checked by itself."""
    for name in given:
        for check in CHECKS[name](given) if given[name] and name in CHECKS else ():
            try:
                check()
            except InputError as error:
                yield from error.faults


Check = Callable[[], object]


def _language(given: Given) -> list[Check]:
    from interhelix.experiments.picture_texts import texts

    return [lambda: texts(given["language"])]


def _out(given: Given) -> list[Check]:
    from interhelix.experiments.output import check_folder

    return [lambda: check_folder(given["out"], given["overwrite"])]


def _world(given: Given) -> list[Check]:
    from interhelix.experiments.inputs import placed

    return [lambda: placed(given["world"])]


def _scenarios(name: str) -> Callable[[Given], list[Check]]:
    def checks(given: Given) -> list[Check]:
        from interhelix.experiments.inputs import loaded

        several = [given[name]] if isinstance(given[name], str) else given[name]
        return [lambda one=one: loaded(one) for one in several]  # type: ignore[misc]

    return checks


def _measures(given: Given) -> list[Check]:
    from interhelix.experiments.inputs import checked_measures

    return [lambda one=one: checked_measures([one]) for one in given["measures"]]  # type: ignore[misc]


def _experiment(given: Given) -> list[Check]:
    from interhelix.experiments.experiment import Experiment

    return [lambda: Experiment.load(given["experiment"])]


def _method(given: Given) -> list[Check]:
    from interhelix.experiments.experiment import check_method

    return [lambda: check_method(given["method"])]


def _draws(given: Given) -> list[Check]:
    from interhelix.experiments.experiment_file import read_draws

    return [lambda: read_draws(given["draws"])]


def _questions(given: Given) -> list[Check]:
    from interhelix.experiments.ablation.explaining import checked_questions

    return [lambda one=one: checked_questions([one]) for one in given["questions"]]  # type: ignore[misc]


def _film(given: Given) -> list[Check]:
    from interhelix.experiments.pictures.results import check_film

    return [lambda: check_film(given["film"])]


def _overwrite(given: Given) -> list[Check]:
    from interhelix.commands.options import check_overwrite

    return [lambda: check_overwrite(given["out"], given["overwrite"])]


def _calibration(given: Given) -> list[Check]:
    from interhelix.experiments.calibration.specification import Asked

    return [lambda: Asked.load(given["calibration"])]


def _posterior(given: Given) -> list[Check]:
    from interhelix.experiments.replicates import Posterior

    return [lambda: Posterior.load(given["posterior"])]


def _switches(given: Given) -> list[Check]:
    from interhelix.experiments.ablation import chosen

    return [lambda: chosen(given["switches"])]


def _shard(given: Given) -> list[Check]:
    from interhelix.commands.sweep import part_of

    return [lambda: part_of(given["shard"])]


def _engine(given: Given) -> list[Check]:
    from interhelix.commands.sweep import engine_of

    job = (given["queue"], given["walltime"], given["memory"])
    return [lambda: engine_of(given["engine"], given["workers"], given["address"], job)]


CHECKS: Mapping[str, Callable[[Given], list[Check]]] = {
    "scenario": _scenarios("scenario"),
    "baseline": _scenarios("baseline"),
    "policies": _scenarios("policies"),
    "world": _world,
    "measures": _measures,
    "out": _out,
    "language": _language,
    "overwrite": _overwrite,
    "film": _film,
    "questions": _questions,
    "experiment": _experiment,
    "method": _method,
    "draws": _draws,
    "calibration": _calibration,
    "posterior": _posterior,
    "shard": _shard,
    "engine": _engine,
    "switches": _switches,
}
