"""How the tables of a folder are made again from its record, once its inputs are what they were."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from interhelix.experiments.kept_inputs import Inputs
from interhelix.experiments.own_code import refuse_code
from interhelix.experiments.progress import Watcher
from interhelix.model.errors import Fault, InputError

if TYPE_CHECKING:
    import pandas as pd

    from interhelix.experiments.experiment import Experiment

Tables: TypeAlias = "Mapping[str, pd.DataFrame]"
Made: TypeAlias = tuple[Tables, list[dict[str, Any]]]  # tables, and the runs that failed
Maker = Callable[[int | None, Watcher], Made]
Record = Mapping[str, Any]


def maker_of(record: Record) -> tuple[Maker, tuple[str, ...]]:
    """Return what makes the tables of a record again, and which shipped inputs differ.

    Raises:
        InputError: an input of the user's own is missing or not what it was, or the record is of
            nothing that can be made again.

    """
    refuse_code(record)
    if "scenario" in record:
        return _run(record)
    if "baseline" in record:
        return _comparison(record)
    if "explained" in record:
        return _explanation(record)
    if "experiment" in record:
        return _report(record)
    raise InputError(Fault("run.json", "is no record of run, compare, explain or report", ""))


def _run(record: Record) -> tuple[Maker, tuple[str, ...]]:
    from interhelix.experiments.simulation import simulate, tables_of_run

    inputs = Inputs.of(record["world"], [record["scenario"]])
    quarters, seed = int(record["quarters"]), int(record["seed"])

    def make(_: int | None, watcher: Watcher) -> Made:
        found = simulate(inputs.scenarios[0], inputs.world, quarters, seed, watcher)
        return tables_of_run(found), []

    return make, inputs.others


def _comparison(record: Record) -> tuple[Maker, tuple[str, ...]]:
    from dataclasses import asdict

    from interhelix.experiments.comparing import compare
    from interhelix.experiments.files import tables_of_comparison

    inputs = Inputs.of(record["world"], [record["baseline"], *record["policies"]])
    names = ("replicates", "seed", "quarters")
    replicates, seed, quarters = (int(record[name]) for name in names)
    measures = [str(name) for name in record["measures"]]
    equal = record.get("equal")  # what policies were scaled to before they were compared
    more = {"equal": equal["quantity"], "amount": equal["amount"]} if equal else {}
    others = inputs.others
    if drawn := record.get("posterior"):
        more["posterior"] = str(drawn["given"])
        others = (*others, *_other_posterior(drawn))

    def make(workers: int | None, watcher: Watcher) -> Made:
        baseline, *policies = inputs.scenarios
        numbers = (replicates, seed, quarters)
        words = (inputs.world, *numbers, workers, measures, watcher)
        found = compare(baseline, policies, *words, **more)
        return tables_of_comparison(found), [asdict(failed) for failed in found.failures]

    return make, others


def _other_posterior(drawn: Mapping[str, Any]) -> Iterator[str]:
    """Say that a posterior that ships is not what it was.

    Raises:
        InputError: one of the user's own is missing or not what it was.

    """
    from interhelix.experiments.calibration.posterior import Posterior, posterior_names

    given, files = str(drawn["given"]), dict(drawn["files"])
    for path, hashed in Posterior.load(given).files.items():
        if files.get(path) == hashed:
            continue
        if given not in posterior_names():
            raise InputError(Fault(path, "is not what it was", "bring back the file that was used"))
        yield f"{path}, which ships, is not what it was."


def _explanation(record: Record) -> tuple[Maker, tuple[str, ...]]:
    from dataclasses import asdict

    from interhelix.experiments.explaining import explain

    inputs = Inputs.of(record["world"], [record["against"], record["explained"]])
    replicates, seed, quarters = (int(record[name]) for name in ("replicates", "seed", "quarters"))
    measures, questions = ([str(name) for name in record[k]] for k in ("measures", "questions"))

    def make(workers: int | None, watcher: Watcher) -> Made:
        against, policy = inputs.scenarios
        numbers = (replicates, seed, quarters, workers)
        words = (inputs.world, *numbers, measures, questions, watcher)
        found = explain(against, policy, *words)
        return found.tables(), [asdict(failed) for failed in found.failures]

    return make, inputs.others


def _report(record: Record) -> tuple[Maker, tuple[str, ...]]:
    from dataclasses import asdict

    from interhelix.experiments.analysis import analysed
    from interhelix.experiments.analysis.files import tables_of_analysis
    from interhelix.experiments.engines.here import Here
    from interhelix.experiments.sweeping import Sweep, processes
    from interhelix.experiments.sweeps.plan import Plan

    plan = Plan.of(_experiment(record))
    if record["runs"] != record["planned"]:
        problem = f"rests on {record['runs']} of {record['planned']} runs"
        remedy = "finish the sweep, and report on it again"
        raise InputError(Fault("the report", problem, remedy))

    def make(workers: int | None, watcher: Watcher) -> Made:
        with tempfile.TemporaryDirectory(prefix="interhelix-") as folder:
            engine = Here if workers == 1 else processes(workers)
            store = Sweep(plan, Path(folder, "store"), engine).carry_out(watcher)
            found = analysed(store)
        return tables_of_analysis(found), [asdict(failed) for failed in found.failures]

    return make, tuple(_other_contents(plan.mark.contents._asdict(), record["contents"]))


def _experiment(record: Record) -> Experiment:
    """Return the experiment of a report, if its file is what it was."""
    from interhelix.experiments.experiment import Experiment

    given = str(record["given"])
    if not given:
        problem = f"no file holds the experiment '{record['experiment']}', made in Python"
        raise InputError(Fault("", problem, "repeat it in Python"))
    found = Experiment.load(given)
    if found.text != record["text"]:
        remedy = "run.json holds the text that was used, under 'text': write it to this file"
        raise InputError(Fault(given, "is not what it was", remedy))
    return found


def _other_contents(here: Mapping[str, Any], before: Mapping[str, Any]) -> list[str]:
    """Say which inputs of a sweep have another content than before."""
    world = ["The world has another content than before."]
    names = [
        name for name, content in before["scenarios"].items() if here["scenarios"][name] != content
    ]
    told = [f"The scenario '{name}' has another content than before." for name in names]
    return (world if here["world"] != before["world"] else []) + told
