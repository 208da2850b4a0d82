"""What commands write on small worlds, as digests: standard output and each file of a result.

What differs from machine to machine, or with the source of the model, is left out: versions,
fingerprints, keys of runs, dates, durations, hashes of files, pictures. Numbers are compared to 12
digits, since NumPy may sum in another order on another processor.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import chdir, redirect_stderr, redirect_stdout
from hashlib import sha256
from pathlib import Path

import pandas as pd

from interhelix.commands import exit_code
from tests.golden.quickly import in_this_process, without_pictures

SMALL = ("--world", "synthetic:6", "--quarters", "4")
PAIRS = (*SMALL, "--replicates", "3", "--workers", "1")
EXPERIMENT = """
question = "Does a platform help, and with which openness?"
world = "synthetic:6"
scenarios = ["conferences", "calls"]
quarters = 4
replicates = 3
series = 1
measures = ["isolates", "benefit_cost", "net_value", "policy_cost"]
"""
LEVELS = EXPERIMENT + '[factors]\n"adopt.open" = [0, 1]\n"meet.rate" = [0.5, 1]\n'
RANGES = (
    EXPERIMENT
    + """[factors]
"adopt.open" = { low = 0, high = 1 }
"meet.rate" = { low = 0.5, high = 1 }

[design]
kind = "latin"
size = 6
"""
)
SERIAL = ("--engine", "serial")
ONE = ("--method", "one", "--size", "3", "--workers", "1", "--replicates", "2")
MORRIS = ("--method", "morris", "--size", "2", "--workers", "1", "--replicates", "2")
COMMANDS: dict[str, tuple[str, ...]] = {
    "measures": ("measures",),
    "parameters": ("parameters",),
    "scenarios": ("scenarios", "--json"),
    "worlds": ("worlds",),
    "new scenario": ("new", "scenario", "mine.toml"),
    "new world": ("new", "world", "own"),
    "run": ("run", "conferences", *SMALL, "--out", "run"),
    "run own": ("run", "./mine.toml", "--world", "./own", "--quarters", "3", "--json"),
    "repeat": ("repeat", "run"),
    "compare": ("compare", "closed", "conferences", "calls", *PAIRS, "--out", "compare"),
    "compare ru": ("compare", "closed", "calls", *PAIRS, "--language", "ru", "--out", "ru"),
    "compare json": ("compare", "closed", "calls", *PAIRS, "--json"),
    "equal money": ("compare", "conferences", "networking_pools", "calls", *PAIRS,
                    "--equal-money", "6", "--out", "equal"),
    "dry run": ("sweep", "./sweep.toml", "--dry-run"),
    "sweep": ("sweep", "./sweep.toml", "--store", "kept", *SERIAL, "--json"),
    "status": ("status", "kept"),
    "status json": ("status", "kept", "--json"),
    "verify": ("store", "verify", "kept"),
    "export": ("export", "kept"),
    "export parquet": ("export", "kept", "--to", "parquet", "--out", "runs.parquet"),
    "export series": ("export", "kept", "--series", "--out", "series.csv"),
    "report": ("report", "kept", "--out", "report"),
    "report json": ("report", "kept", "--json"),
    "sweep ranges": ("sweep", "./ranges.toml", "--store", "latin", *SERIAL),
    "report ranges": ("report", "latin"),
    "tipping": ("sensitivity", "./ranges.toml", "--store", "one", *ONE),
    "morris": ("sensitivity", "./ranges.toml", "--store", "morris", *MORRIS, "--out", "elementary"),
    "ablate": ("ablate", "expert_level", *PAIRS),
    "explain": ("explain", "closed", "conferences", "--question", "interventions", *PAIRS,
                "--out", "explained"),
    "explain json": ("explain", "closed", "conferences", "--question", "interventions", *PAIRS,
                     "--json"),
}  # fmt: skip

VARIES = (
    (re.compile(r"(\"?(?:fingerprint|content|softwareVersion|python|num\w+|pandas|scipy|sha256|"
                r"hash|bytes|datePublished)\"?: )[^,\n]+"), r"\1-"),
    (re.compile(r"\b[0-9a-f]{64}\b"), "sha256"),
    (re.compile(r"\"(?:[0-9a-f]{20}|[0-9a-f]{32})\""), "hash"),  # of the model, of contents
    (re.compile(r"^(time|memory|disk): .+$", re.MULTILINE), r"\1: -"),
    (re.compile(r"data:image/[^\"]+"), "picture"),
    (re.compile(r"(model |\"model\": \")[0-9a-f]{8,}"), r"\1-"),
    (re.compile(r"(interhelix )\d+\.\d+\.\d+"), r"\1-"),
    (re.compile(r"(\"interhelix\": )\"[^\"]+\""), r"\1-"),
)  # fmt: skip
RUN = re.compile(r"[0-9a-f]{32},(?:(?P<run>(?:done|failed),.+),[\d.e-]+,|(?P<quarter>.+))$")
LONG = re.compile(r"\d+\.\d{11,}(?:e-?\d+)?|\d\.\d+e-\d+")


def steady(text: str) -> str:
    """Return a text without what differs from machine to machine."""
    for pattern, put in VARIES:
        text = pattern.sub(put, text)
    lines = text.split("\n")
    runs = [found for line in lines if (found := RUN.match(line))]
    if runs:  # of a store, in the order of their keys: without key and seconds, in another order
        others = [line for line in lines if not RUN.match(line)]
        text = "\n".join([*others, *sorted(found["run"] or found["quarter"] for found in runs)])
    return LONG.sub(lambda found: f"{float(found[0]):.12g}", text)


def read(path: Path) -> str:
    """Return the content of a file as text; a table of Parquet as CSV."""
    if path.suffix == ".parquet":
        table = pd.read_parquet(path)
        return f"{dict(table.dtypes)}\n{table.to_csv(index=False)}"
    return path.read_text(encoding="utf-8")


def texts(folder: Path) -> Iterator[tuple[str, str]]:
    """Carry the commands out in an empty folder, and yield what each printed and wrote."""
    (folder / "sweep.toml").write_text(LEVELS, encoding="utf-8")
    (folder / "ranges.toml").write_text(RANGES, encoding="utf-8")
    before = files_in(folder)
    with chdir(folder), without_pictures(), in_this_process():
        for name, words in COMMANDS.items():
            code, out = called(words)
            yield name, steady(f"{code}\n{out}")
            for path in sorted(files_in(folder) - before):
                yield f"{name}: {path.relative_to(folder).as_posix()}", steady(read(path))
            before = files_in(folder)


def called(words: tuple[str, ...]) -> tuple[int, str]:
    """Return the exit code of a command and its standard output."""
    out = io.StringIO()
    with redirect_stdout(out), redirect_stderr(io.StringIO()):
        code = exit_code(words)
    return code, out.getvalue()


def files_in(folder: Path) -> set[Path]:
    """Return the files that results hold; a store is known by what it exports."""
    stores = {path.parent for path in folder.glob("*/store.json")}
    return {
        path
        for path in folder.rglob("*")
        if path.is_file()
        and path.suffix not in {".png", ".svg"}
        and not stores.intersection(path.parents)
    }


def digests(folder: Path) -> dict[str, str]:
    """Return the digest of everything that the commands print and write."""
    return {name: sha256(text.encode()).hexdigest()[:16] for name, text in texts(folder)}
