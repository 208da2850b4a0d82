"""What was measured as tables, and what became worse than the kept ratios."""

from __future__ import annotations

import json
import math
import os
import platform
from pathlib import Path

HERE = Path(__file__).resolve().parent
KEPT = HERE / "ratios.json"
TOLERANCE = 1.15
YARDSTICK = ("core_332", "c")  # in its time all others are counted, so that machines compare
PEERS = ("numpy", "mesa", "agentpy")
SECONDS = {"s": 1.0, "ms": 1e-3, "ns per actor": 1e-9}

Results = dict[str, dict[str, dict[str, float | str]]]
"""Of each case and figure: unit, min and median."""
Ratios = dict[str, float]


def least(found: Results, case: str, figure: str) -> float:
    """Return the least value that was measured."""
    return float(found[case][figure]["min"])


def ratios_of(found: Results) -> Ratios:
    """Return figures that mean the same on any machine; each is better when it is smaller.

    Versions of the core are compared with one another. CPU times of all else are counted in steps
    of an actor of the core in C [millions]; memory is in MB. Elapsed time is left out.
    """
    ratios = {}
    for case in found:
        if case.startswith("core"):
            numba = least(found, case, "numba")
            ratios[f"{case} numba / c"] = numba / least(found, case, "c")
            for peer in PEERS:
                ratios[f"{case} numba / {peer}"] = numba / least(found, case, peer)
            continue
        for figure, of in found[case].items():
            if of["unit"] == "MB":
                ratios[f"{case} {figure}"] = least(found, case, figure)
            elif figure != "elapsed" and YARDSTICK[0] in found:
                step = 1e-9 * least(found, *YARDSTICK)
                seconds = least(found, case, figure) * SECONDS[str(of["unit"])]
                ratios[f"{case} {figure}"] = seconds / step / 1e6
    return ratios


def worse(now: Ratios, kept: Ratios) -> list[str]:
    """Say which ratios are more than 15 % above those that were kept."""
    return [
        f"{name}: {now[name]:.4g}, kept {kept[name]:.4g}, {now[name] / kept[name] - 1:+.0%}"
        for name in now
        if name in kept and now[name] > TOLERANCE * kept[name]
    ]


def exponent(found: Results) -> float:
    """Return the exponent of the time of a quarter in the number of actors."""
    few, many = (least(found, f"actors_{n}", "quarter") * n / 1e9 for n in (3_000, 1_000_000))
    return math.log(many / few) / math.log(1_000_000 / 3_000)


def as_markdown(found: Results, titles: dict[str, str]) -> str:
    """Return the tables."""
    lines = ["# How fast it is", "", *_about(), ""]
    lines += ["| case | figure | min | median | unit |", "|---|---|--:|--:|---|"]
    for case, figures in found.items():
        for figure, of in figures.items():
            shown = f"{float(of['min']):,.4g} | {float(of['median']):,.4g} | {of['unit']}"
            lines.append(f"| {titles[case]} | {figure} | {shown} |")
    lines.append("")
    if "sweep" in found:
        lines += [
            f"A sweep does {1000 / least(found, 'sweep', 'cpu'):.1f} runs a second and core.",
            "",
        ]
    if {"actors_3000", "actors_1000000"} <= set(found):
        lines += [f"Time of a quarter grows with actors to the power {exponent(found):.2f}.", ""]
    core = [case for case in found if case.startswith("core")]
    if core:
        lines += ["## The core beside its peers ([what it is](core.md))", ""]
        lines += ["| case | C | " + " | ".join(PEERS) + " |", "|---|--:|--:|--:|--:|"]
    for case in core:
        numba = least(found, case, "numba")
        times = " | ".join(f"{least(found, case, peer) / numba:.1f} times faster" for peer in PEERS)
        lines.append(f"| {titles[case]} | {numba / least(found, case, 'c'):.2f} x C | {times} |")
    return "\n".join(lines).rstrip() + "\n"


def _about() -> list[str]:
    machine = f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores"
    return [
        "`make bench` writes this file and `results.json`. Times are CPU time, except `elapsed`.",
        "",
        f"Python {platform.python_version()}, {machine}, load at the end {os.getloadavg()[0]:.1f}.",
    ]


def tell(found: Results, titles: dict[str, str], whole: bool) -> None:
    """Print the tables and what became worse; write them if all was measured."""
    text = as_markdown(found, titles)
    print("\n" + text)
    ratios = ratios_of(found)
    if whole:
        (HERE / "results.md").write_text(text, encoding="utf-8")
        _write(HERE / "results.json", {"results": found, "ratios": ratios})
    kept = json.loads(KEPT.read_text(encoding="utf-8")) if KEPT.exists() else {}
    became = worse(ratios, kept)
    print(
        "\n".join(
            ["Worse than the kept ratios by more than 15 %:", *became]
            if became
            else ["Nothing is worse than the kept ratios by more than 15 %."]
        )
    )


def keep(found: Results) -> None:
    """Keep the ratios of these results; those of cases that were not measured stay."""
    kept = json.loads(KEPT.read_text(encoding="utf-8")) if KEPT.exists() else {}
    _write(KEPT, kept | ratios_of(found))


def _write(path: Path, content: object) -> None:
    path.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
