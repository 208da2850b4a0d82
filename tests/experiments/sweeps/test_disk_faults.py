"""Whatever call the disk refuses: a clear message, a readable store, and the same result later."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from interhelix.experiments.engines import Serial
from interhelix.experiments.store import Store
from interhelix.experiments.store.format import StoreError
from interhelix.experiments.store.maintenance import verified
from tests.experiments.sweeps.disk import ERRORS, Disk

HARMLESS = ("progress", "journals", "joining.lock")  # a note for others; nothing depends on it


@pytest.fixture
def disk(tmp_path, monkeypatch):
    made = Disk(tmp_path)
    made.watch(monkeypatch)
    return made


def sweep_with_fault(disk, run, made, number, error):
    """Sweep a new store with the disk refusing from a call on; go on without; return the digest."""
    name = f"store-{number}-{error}"
    disk.reset(number, error)
    store, said = None, ""
    try:
        store = run(made, Serial, name, chunk_size=4)
    except StoreError as caught:
        said = str(caught)
    assert store or os.strerror(error).lower() in said.lower()
    assert store or "run the sweep again" in said
    refused = disk.calls[number] if len(disk.calls) > number else ""
    disk.reset()
    place = Path(disk.folder, name)
    if (place / "store.json").exists():
        there = Store(place)
        assert verified(there).bad == ()
        assert store is not None or len(there.runs()) <= made.runs
    elif place.exists():  # a draft that the disk did not let go
        assert {path.suffix for path in place.rglob("*") if path.is_file()} == {".draft"}
    assert store is None or any(word in refused for word in HARMLESS)
    return run(made, Serial, name, chunk_size=4).digest()


def campaign(disk, run, made, errors):
    disk.reset()
    digest = run(made, Serial, "whole", chunk_size=4).digest()
    kinds = {call.split()[0] for call in disk.calls}
    assert kinds == {"mkdir", "open", "write", "flush", "fsync", "os.open", "replace", "unlink"}
    calls = len(disk.calls)
    for number in range(calls):
        for error in errors(number):
            assert sweep_with_fault(disk, run, made, number, error) == digest
    return calls


@pytest.mark.slow
def test_every_call_that_is_refused_is_told_and_made_good(disk, plan, run):
    campaign(disk, run, plan(replicates=2, more="series = 1"), lambda at: [ERRORS[at % 3]])


@pytest.mark.campaign
def test_every_call_that_is_refused_with_every_error(disk, plan, run, capsys):
    calls = campaign(disk, run, plan(replicates=4, more="series = 1"), lambda at: ERRORS)
    with capsys.disabled():
        print(f"\n{calls} calls x {len(ERRORS)} errors: each told, each made good")


@pytest.fixture
def tiny_disk(tmp_path):
    """Give a disk of 200 kB, where the machine lets us mount one."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=200k", "tmpfs", str(place)]
    if (
        sys.platform != "linux"
        or subprocess.run(mount, capture_output=True, check=False).returncode
    ):
        pytest.skip("nothing can be mounted here")
    yield place
    subprocess.run(["umount", str(place)], check=True)


def test_a_disk_that_is_really_full_is_told_and_the_rest_is_done_elsewhere(tiny_disk, plan, run):
    made = plan(replicates=200)
    with pytest.raises(StoreError, match="no space left on device; free some space"):
        run(made, Serial, "disk/store", chunk_size=10)
    kept = Store(tiny_disk / "store").runs()
    assert 0 < len(kept) < made.runs
    subprocess.run(["mount", "-o", "remount,size=20m", str(tiny_disk)], check=True)
    store = run(made, Serial, "disk/store", chunk_size=10)
    assert store.digest() == run(made, Serial, "elsewhere").digest()
