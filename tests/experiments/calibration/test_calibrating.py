"""From priors to a posterior on the disk: interrupted, gone on with, fitted, drawn from."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from interhelix.experiments.calibration import calibrated
from interhelix.experiments.calibration.specification import Asked, swept
from interhelix.experiments.comparing import compare
from interhelix.experiments.engines import Serial
from interhelix.experiments.progress import Silence
from interhelix.experiments.repetition import repeated
from interhelix.experiments.replicates import Posterior, systematic
from interhelix.experiments.store import Store
from interhelix.model.errors import InputError
from interhelix.scenarios import Intervention, Scenario
from tests.experiments.calibration.test_asked import TEXT

OWN = TEXT.replace("quarters = 16", "quarters = 6").replace("propose.search", "meet.rate")


@pytest.fixture
def asked(tmp_path: Path, small: None, ties: None) -> Asked:
    path = tmp_path / "own.toml"
    path.write_text(OWN, encoding="utf-8")
    return Asked.load(path)


class Stops:
    """Says to stop after so many questions."""

    def __init__(self, after: int) -> None:
        self.left = after

    def __call__(self) -> bool:
        self.left -= 1
        return self.left < 0


@pytest.mark.slow
def test_a_calibration_that_was_stopped_goes_on_and_ends_as_one_that_was_not(
    asked: Asked, tmp_path: Path
) -> None:
    first = swept(asked, tmp_path / "one", Serial, Silence(), Stops(2))
    done = first.rows()
    assert 0 < done < asked.draws
    whole = swept(asked, tmp_path / "one", Serial, Silence(), Stops(10_000))
    other = swept(asked, tmp_path / "two", Serial, Silence(), Stops(10_000))
    assert whole.rows() == asked.draws
    assert whole.digest() == other.digest()
    found = calibrated(asked, whole, 1, Silence())
    folder = found.save(tmp_path / "out")
    record = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    assert record["contents"]["model"] == whole.mark.fingerprint
    assert (record["draws"], record["seed"], record["accepted"]) == (64, 1, 0.5)
    assert record["text"] == OWN
    posterior = Posterior.load(folder)
    assert posterior.mean == pytest.approx(
        dict(zip(asked.priors, found.fit.mean, strict=True)), rel=1e-4
    )
    assert found.report().startswith("# Which?")
    assert json.loads(found.to_json())["draws"] == 64


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give a posterior of two parameters, one of which a scenario sets."""
    from hashlib import sha256

    table = pd.DataFrame(
        {
            "meet.rate": np.linspace(0.2, 3, 20),
            "meet.conferences": np.linspace(0, 300, 20),
            "weight": np.full(20, 0.05),
        }
    )
    path = tmp_path / "posterior"
    path.mkdir()
    table.to_csv(path / "posterior.csv", index=False)
    hashed = sha256((path / "posterior.csv").read_bytes()).hexdigest()
    record = {"posterior": hashed, "fingerprint": "f00d"}
    (path / "run.json").write_text(json.dumps(record), encoding="utf-8")
    return path


def test_a_sample_holds_each_draw_as_often_as_its_weight_says(folder: Path) -> None:
    weights = np.array([0.5, 0.25, 0.125, 0.125])
    assert np.bincount(systematic(weights, 800)).tolist() == [400, 200, 100, 100]
    posterior = Posterior.load(folder)
    assert len({values["meet.rate"] for values in posterior.sample(20)}) == 20
    assert posterior.sample(7) == posterior.sample(7)


def test_a_posterior_that_was_changed_is_refused(folder: Path) -> None:
    path = folder / "posterior.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("0.05", "0.06"), encoding="utf-8")
    with pytest.raises(InputError, match="is not what was written"):
        Posterior.load(folder)
    with pytest.raises(InputError, match="no such file"):
        Posterior.load(folder.parent / "nowhere")
    with pytest.raises(InputError, match="unknown posterior 'fp'"):
        Posterior.load("fp")


def test_pairs_share_their_draw_and_a_scenario_keeps_what_it_sets(folder: Path) -> None:
    step = Intervention("None", values={"meet.conferences": 0.0, "meet.rate": 1.0})
    fixed = Scenario("fixed", "", interventions=(step,))
    free = Scenario("free", "")
    numbers = {"world": "synthetic:6", "replicates": 12, "quarters": 4, "workers": 1}
    same = compare(fixed, Scenario("also", "", interventions=(step,)), posterior=folder, **numbers)
    assert (same.differences["also"].fillna(0) == 0).all(axis=None)
    plain = compare(fixed, free, **numbers)
    drawn = compare(fixed, free, posterior=folder, **numbers)
    assert plain.ignorance is None
    assert drawn.ignorance is not None
    table = drawn.ignorance.table.set_index("measure")
    contacts = table.loc["contacts"]
    assert contacts["share_ignorance"] > 0.8
    assert contacts["high_both"] - contacts["low_both"] > 2 * (
        contacts["high_luck"] - contacts["low_luck"]
    )
    assert "Luck and ignorance" in drawn.report()
    assert "--posterior" in drawn.report()
    assert "luck only" not in drawn.report()


def test_a_comparison_over_a_posterior_is_made_again(folder: Path, tmp_path: Path) -> None:
    numbers = {"world": "synthetic:4", "replicates": 3, "quarters": 3, "workers": 1}
    found = compare("conferences", "calls", posterior=folder, **numbers)
    out = found.save(tmp_path / "out")
    again = repeated(out, 1, Silence())
    assert again.equal
    assert set(again.tables) >= {"rows", "ignorance"}
    (folder / "run.json").unlink()
    with pytest.raises(InputError, match="posterior"):
        repeated(out, 1, Silence())


def test_a_store_with_too_few_draws_is_refused(asked: Asked, tmp_path: Path) -> None:
    swept(asked, tmp_path / "one", Serial, Silence(), Stops(1))
    with pytest.raises(InputError, match="the regression needs"):
        calibrated(asked, Store(tmp_path / "one"), 1, Silence())
