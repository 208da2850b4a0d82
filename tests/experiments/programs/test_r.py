"""What R makes of our files, where it is installed; in the campaign."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import networkx as nx
import pytest

from interhelix.experiments.store import exported

RSCRIPT = shutil.which("Rscript")
pytestmark = [
    pytest.mark.campaign,
    pytest.mark.skipif(RSCRIPT is None, reason="no R: apt-get install r-base-core"),
]


def r(script: str, folder: Path) -> str:
    """Run R in a folder and return what it prints."""
    done = subprocess.run(
        [RSCRIPT or "", "--vanilla", "-e", script],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_r_reads_numbers_as_numbers_and_a_column_without_a_value_as_logical(store, folder):
    (folder / "runs.csv").write_bytes(exported(store, "csv", series=False))
    script = """
        x <- read.csv("runs.csv", na.strings = "", check.names = FALSE)
        cat(class(x$seed), class(x$meet.rate), class(x$project_return), mean(x$isolates))
    """
    *classes, mean = r(script, folder).split()
    assert classes == ["character", "numeric", "logical"]
    assert float(mean) == pytest.approx(store.runs()["isolates"].mean(), rel=1e-6)


def test_r_takes_codes_for_numbers_and_na_for_missing_unless_told(tmp_path):
    (tmp_path / "codes.csv").write_text("code\n7E1\n0012\n", encoding="utf-8")
    (tmp_path / "na.csv").write_text("code\nNA\nDE\n", encoding="utf-8")
    script = """
        cat(read.csv("codes.csv")$code, read.csv("codes.csv", colClasses = "character")$code,
            sum(is.na(read.csv("na.csv")$code)), sum(is.na(read.csv("na.csv", na.strings="")$code)))
    """
    assert r(script, tmp_path).split() == ["70", "12", "7E1", "0012", "1", "0"]


def test_r_changes_the_names_of_columns_of_behaviorspace_unless_told(store, tmp_path):
    (tmp_path / "table.csv").write_bytes(exported(store, "behaviorspace", series=False))
    script = """
        cat(names(read.csv("table.csv", skip = 6))[1],
            names(read.csv("table.csv", skip = 6, check.names = FALSE))[1])
    """
    assert r(script, tmp_path) == "X.run.number. [run number]"


def test_igraph_of_r_takes_the_level_for_a_length(folder):
    if r('cat(requireNamespace("igraph", quietly = TRUE))', folder) != "TRUE":
        pytest.skip("no igraph for R: apt-get install r-cran-igraph")
    script = """
        suppressMessages(library(igraph))
        g <- read_graph("network.graphml", "graphml")
        cat(vcount(g), ecount(g), all(distances(g) == distances(g, weights = NA)))
    """
    graph = nx.read_graphml(folder / "network.graphml")
    nodes, edges, same = r(script, folder).split()
    assert (int(nodes), int(edges)) == (graph.number_of_nodes(), graph.number_of_edges())
    assert same == "FALSE"


def test_what_the_notebook_shows_in_r_runs_and_says_what_pandas_says(checkout, store, tmp_path):
    page = (checkout / "docs/notebooks/store.md").read_text(encoding="utf-8")
    (script,) = re.findall(r"^```r\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    (tmp_path / "runs.csv").write_bytes(exported(store, "csv", series=False))
    found = r(script.replace("adopt.open", "meet.rate"), tmp_path).splitlines()[1:]
    means = store.runs().groupby(["scenario", "meet.rate"])["isolates"].mean().round(3)
    assert [float(line.split()[-1]) for line in found] == pytest.approx(means.tolist())
