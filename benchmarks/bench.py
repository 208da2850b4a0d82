"""Measure the speed of this checkout, or of this and another in turn (``README.md``)."""

from __future__ import annotations

import argparse
import json
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median

from cases import CASES
from results import Results, keep, tell

HERE = Path(__file__).resolve().parent
CHECKOUT = HERE.parent
Sample = dict[str, float]


@contextmanager
def measuring(case: str, checkout: Path) -> Iterator[subprocess.Popen[str]]:
    """Start a child that measures a case with the environment of a checkout, and end it."""
    python = checkout / ".venv" / "bin" / "python"
    if not python.exists():
        raise SystemExit(f"{python} is missing; make the virtual environment of that checkout")
    with subprocess.Popen(
        [python, HERE / "cases.py", case],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=checkout,
    ) as child:
        try:
            yield child
        finally:
            child.kill()


def answer(child: subprocess.Popen[str]) -> str:
    """Return the next line of a child."""
    assert child.stdout is not None
    line = child.stdout.readline()
    if not line:
        raise SystemExit(f"the case failed: {' '.join(map(str, child.args))}")
    return line.strip()


def ask(child: subprocess.Popen[str]) -> Sample:
    """Let a child measure once."""
    assert child.stdin is not None
    child.stdin.write("\n")
    child.stdin.flush()
    sample: Sample = json.loads(answer(child))
    return sample


def samples_of(case: str, checkouts: list[Path], repeats: int) -> list[list[Sample]]:
    """Measure a case in all checkouts in turn, A B B A ..., and return the samples of each.

    Up to three children of each checkout take part one after another, because where the system
    puts the memory of a process is worth some per cent.
    """
    found: list[list[Sample]] = [[] for _ in checkouts]
    processes = min(3, repeats)
    for process in range(processes):
        share = repeats // processes + (process < repeats % processes)
        in_turn(case, checkouts, share, found)
    return found


def in_turn(case: str, checkouts: list[Path], repeats: int, found: list[list[Sample]]) -> None:
    """Add samples of a case from one child of each checkout."""
    with ExitStack() as stack:
        children = [stack.enter_context(measuring(case, place)) for place in checkouts]
        for child, checkout in zip(children, checkouts, strict=True):
            imported = answer(child)
            if Path(imported) != checkout:
                raise SystemExit(f"the environment of {checkout} imports {imported}")
        turn = list(zip(children, found, strict=True))
        for _ in range(repeats):
            for child, samples in turn:
                samples.append(ask(child))
            turn.reverse()


def print_ratios(case: str, other: list[Sample], this: list[Sample]) -> None:
    """Print each figure of a case in both builds, and the ratio of this build to the other."""
    for name, unit in CASES[case].units.items():
        before, now = ([sample[name] for sample in part] for part in (other, this))
        pairs = [new / old for old, new in zip(before, now, strict=True)]
        print(
            f"{case:18} {name:9} {unit:13}"
            f" {min(before):10.2f} {median(before):10.2f} {min(now):10.2f} {median(now):10.2f}"
            f" {min(now) / min(before):7.3f} {median(now) / median(before):7.3f}"
            f" {median(pairs):7.3f}",
            flush=True,
        )


def compare(other: Path, cases: list[str], repeats: int | None) -> None:
    """Measure cases in another checkout and in this one, in turn."""
    print(
        f"{'':42} {'other':>10} {'other':>10} {'this':>10} {'this':>10}"
        f" {'ratio':>7} {'ratio':>7} {'ratio':>7}\n"
        f"{'case':18} {'figure':9} {'unit':13}"
        f" {'min':>10} {'median':>10} {'min':>10} {'median':>10}"
        f" {'min':>7} {'median':>7} {'pairs':>7}"
    )
    for case in cases:
        found = samples_of(case, [other, CHECKOUT], repeats or CASES[case].repeats)
        print_ratios(case, *found)


def measure(cases: list[str], repeats: int | None) -> Results:
    """Measure cases in this checkout."""
    found: Results = {}
    for case in cases:
        print(f"{case}: {CASES[case].what}", flush=True)
        (samples,) = samples_of(case, [CHECKOUT], repeats or CASES[case].repeats)
        found[case] = {
            name: {
                "unit": unit,
                "min": min(sample[name] for sample in samples),
                "median": median(sample[name] for sample in samples),
            }
            for name, unit in CASES[case].units.items()
        }
    return found


def main() -> None:
    """Read the command line and measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("cases", nargs="*", metavar="CASE", help=f"of {', '.join(CASES)}")
    parser.add_argument("--against", type=Path, metavar="FOLDER", help="another checkout")
    parser.add_argument("--repeats", type=int, help="measurements of each case and build")
    parser.add_argument("--keep", action="store_true", help="renew the kept ratios")
    asked = parser.parse_args()
    if unknown := [name for name in asked.cases if name not in CASES]:
        parser.error(f"no case {unknown[0]!r}; choose from {', '.join(CASES)}")
    if asked.against:
        builds = [name for name in CASES if not name.startswith("core")]
        compare(asked.against.resolve(), asked.cases or builds, asked.repeats)
        return
    found = measure(asked.cases or list(CASES), asked.repeats)
    tell(found, {name: case.what for name, case in CASES.items()}, whole=not asked.cases)
    if asked.keep:
        keep(found)


if __name__ == "__main__":
    main()
