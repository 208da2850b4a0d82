"""How each kind of result is made again from its record and the files it names."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from interhelix.experiments.inputs import SHIPPED, hash_of_file, hash_of_world, loaded, placed
from interhelix.experiments.progress import Watcher
from interhelix.experiments.provenance import code_of
from interhelix.model.errors import Fault, InputError
from interhelix.model.world import World
from interhelix.scenarios import Intervention, Scenario

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
        InputError: an input of the user's own is missing or not what it was, the record needs rules
            or measures of the user's own, or it is of nothing that can be made again.

    """
    _refuse_code(record)
    if "scenario" in record:
        return _run(record)
    if "baseline" in record:
        return _comparison(record)
    if "explained" in record:
        return _explanation(record)
    if "experiment" in record:
        return _report(record)
    raise InputError(Fault("run.json", "is no record of run, compare, explain or report", ""))


def _refuse_code(record: Record) -> None:
    """Refuse to make a folder again that needs rules or measures of the user's own."""
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


def _run(record: Record) -> tuple[Maker, tuple[str, ...]]:
    from interhelix.experiments.simulation import simulate, tables_of_run

    inputs = Inputs.of(record["world"], [record["scenario"]])
    quarters, seed = int(record["quarters"]), int(record["seed"])

    def make(_: int | None, watcher: Watcher) -> Made:
        found = simulate(inputs.scenarios[0], inputs.world, quarters, seed, watcher)
        return tables_of_run(found), []

    return make, inputs.others


def _comparison(record: Record) -> tuple[Maker, tuple[str, ...]]:
    from interhelix.experiments.comparing import compare
    from interhelix.experiments.comparison import tables_of_comparison

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
    from interhelix.experiments.replicates import Posterior, posterior_names

    given, files = str(drawn["given"]), dict(drawn["files"])
    for path, hashed in Posterior.load(given).files.items():
        if files.get(path) == hashed:
            continue
        if given not in posterior_names():
            raise InputError(Fault(path, "is not what it was", "bring back the file that was used"))
        yield f"{path}, which ships, is not what it was."


def _explanation(record: Record) -> tuple[Maker, tuple[str, ...]]:
    from interhelix.experiments.ablation.explaining import explain

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
    from interhelix.experiments.analysis.sweep_report import tables_of_analysis
    from interhelix.experiments.engines import Serial
    from interhelix.experiments.store import analysed
    from interhelix.experiments.sweeps import Sweep, processes
    from interhelix.experiments.sweeps.plan import Plan

    plan = Plan.of(_experiment(record))
    if record["runs"] != record["planned"]:
        problem = f"rests on {record['runs']} of {record['planned']} runs"
        remedy = "finish the sweep, and report on it again"
        raise InputError(Fault("the report", problem, remedy))

    def make(workers: int | None, watcher: Watcher) -> Made:
        with tempfile.TemporaryDirectory(prefix="interhelix-") as folder:
            engine = Serial if workers == 1 else processes(workers)
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
    """Return which inputs of a sweep have another content than before."""
    world = ["The world has another content than before."]
    names = [
        name for name, content in before["scenarios"].items() if here["scenarios"][name] != content
    ]
    told = [f"The scenario '{name}' has another content than before." for name in names]
    return (world if here["world"] != before["world"] else []) + told


Entry = Mapping[str, Any]  # what a record says of a world or of a scenario
MISSING = "repeat it from the folder where the first command ran, or bring the file back"
CHANGED = "bring back the file that was used"


@dataclass(frozen=True)
class Inputs:
    """A world and scenarios as a record names them; ``others`` says which that ship differ."""

    world: World
    scenarios: tuple[Scenario, ...]
    others: tuple[str, ...]

    @classmethod
    def of(cls, world: Entry, scenarios: Sequence[Entry]) -> Inputs:
        """Load what a record names.

        Raises:
            InputError: an input of the user's own is missing or not what it was, every one told.

        """
        hashes = {
            str(path): str(hashed)
            for entry in (world, *scenarios)
            for path, hashed in dict(entry["files"]).items()
        }
        faults = [fault for path, hashed in hashes.items() if (fault := _fault(path, hashed))]
        if faults:
            raise InputError(faults)
        place = _world(world)
        others = [
            f"{path}, which ships, is not what it was."
            for path, hashed in hashes.items()
            if _ships(path) and hash_of_file(SHIPPED.parent / path) != hashed
        ]
        if hash_of_world(place) != world["content"] and not others:
            others.append(f"The world {place.name} has another content than before.")
        return cls(place, tuple(_scenario(entry) for entry in scenarios), tuple(others))


def _fault(path: str, hashed: str) -> Fault | None:
    """Return what is wrong with a file of the user's own."""
    if _ships(path):
        return None
    try:
        now = hash_of_file(Path(path))
    except OSError as error:
        problem = "is missing" if isinstance(error, FileNotFoundError) else str(error.strerror)
        return Fault(path, problem, f"{MISSING} (SHA-256 {hashed})")
    if now != hashed:
        return Fault(path, f"is not what it was (SHA-256 {now})", f"{CHANGED} (SHA-256 {hashed})")
    return None


def _ships(path: str) -> bool:
    """Return whether a path is that of a file that ships, by its place among the modules."""
    place = SHIPPED.parent / path
    own = Path(path)
    return place.is_relative_to(SHIPPED) and place.exists() and not _is_another(own, place)


def _is_another(own: Path, place: Path) -> bool:
    return own.exists() and not own.samefile(place)


def _world(entry: Entry) -> World:
    """Load a world; one that was made in Python must have been saved under its name."""
    given = str(entry["given"])
    own_making = not entry["files"] and given.startswith("./")
    if own_making and not Path(given).exists():
        problem = "no file holds this world, which was made in Python or in the app"
        raise InputError(Fault(given, problem, "save it under this name"))
    world = placed(given)
    if own_making and hash_of_world(world) != entry["content"]:
        raise InputError(Fault(given, "is not the world that was used", "save that one here"))
    return world


def _scenario(entry: Entry) -> Scenario:
    """Load a scenario, or make it from the record if no file holds it."""
    if entry["files"]:
        return loaded(str(entry["given"]))
    return Scenario(
        name=str(entry["name"]),
        title=str(entry["title"]),
        interventions=tuple(_interventions(entry["interventions"])),
    )


def _interventions(steps: Sequence[Entry]) -> Iterator[Intervention]:
    for step in steps:
        values = {str(name): float(value) for name, value in step["set"].items()}
        yield Intervention(str(step["label"]), step["from"], step["until"], values)
