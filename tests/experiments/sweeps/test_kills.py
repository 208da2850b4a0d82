"""Drivers and workers may be killed at any moment: nothing acknowledged is lost."""

import sys

import pytest

from interhelix.experiments.engines import Serial
from tests.experiments.sweeps.killing import Campaign

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks at processes as Linux does")


def check(found, digest):
    assert found.errors == []
    assert (found.lost, found.damaged, found.orphans) == (0, 0, 0)
    assert found.digests == {digest}


@pytest.mark.slow
def test_a_sweep_outlives_some_kills(plan, run, tmp_path):
    made = plan(replicates=60)
    digest = run(made, Serial, name="undisturbed").digest()
    campaign = Campaign(tmp_path, tmp_path / "experiment.toml", 0.02, seed=4)
    found = campaign.go(3, (0.0, 0.5), say=print)
    check(found, digest)


@pytest.mark.campaign
def test_a_sweep_outlives_five_hundred_kills(plan, run, tmp_path, capsys):
    made = plan(replicates=60)  # seconds of work, so that sweeps end in between
    digest = run(made, Serial, name="undisturbed").digest()
    campaign = Campaign(tmp_path, tmp_path / "experiment.toml", 0.02, seed=500)
    with capsys.disabled():
        found = campaign.go(500, (0.0, 0.5), say=print)
    check(found, digest)
    assert found.kills >= 500
    assert found.sweeps > 1
