"""What lies among shards, or in place of the mark, and is neither: named, never waited for."""

import json
import os
import sys
from hashlib import sha256

import pyarrow as pa
import pytest

from interhelix.experiments.engines import Serial
from interhelix.experiments.store import Store
from interhelix.experiments.store.format import StoreError
from interhelix.experiments.store.maintenance import verified
from interhelix.experiments.store.shards import read_each, shards_in, write_shard
from interhelix.experiments.sweeps.status import Status

NAME = f"5-{'0' * 64}.parquet"

posix = pytest.mark.skipif(sys.platform == "win32", reason="pipes and links of POSIX")


@pytest.fixture
def store(plan, run):
    return run(plan(), Serial)


def mended(plan, run, odd):
    """See that a sweep puts a file aside, and that nothing is missing then."""
    again = run(plan(), Serial)
    assert (again.path / "quarantine" / odd.name).is_symlink() or not odd.exists()
    assert Status.of(again).missing == 0


def pipe(path):
    os.mkfifo(path)
    return "is no file"


def link_to_nowhere(path):
    path.symlink_to(path.with_name("nowhere"))
    return "is a link that leads nowhere"


def folder(path):
    path.mkdir()
    return "is no file"


@posix
@pytest.mark.parametrize("odd", [pipe, link_to_nowhere, folder])
def test_what_is_no_file_is_named_and_put_aside(plan, run, store, odd):
    path = store.path / "shards" / NAME
    reason = odd(path)
    assert verified(store).bad == ((path, reason),)
    with pytest.raises(StoreError, match=f"{NAME}: {reason}; run the sweep again: it puts"):
        Status.of(store)
    mended(plan, run, path)


@posix
@pytest.mark.parametrize("odd", [pipe, folder])
def test_a_mark_that_is_no_file_is_named_and_written_anew(plan, run, store, odd):
    path = store.path / "store.json"
    path.unlink()
    odd(path)
    with pytest.raises(StoreError, match=r"store\.json: is no file; run the sweep again"):
        Store(store.path)
    run(plan(), Serial)
    assert Store(store.path).mark == store.mark


@pytest.mark.parametrize(
    ("column", "values", "reason"),
    [
        ("key", ["", "0" * 32], "has rows whose key is none"),
        ("key", ["0" * 31, "0" * 33], "has rows whose key is none"),
        ("key", ["g" * 32, "0" * 32], "has rows whose key is none"),
        ("key", [None, "0" * 32], "has rows without key"),
        ("status", [None, "done"], "has rows without status"),
        ("scenario", [None, "calls"], "has rows without scenario"),
        ("replicate", [None, 1], "has rows without replicate"),
    ],
)
def test_rows_that_do_not_say_what_they_are_of_are_refused(
    plan, run, store, column, values, reason
):
    rows = store.table(store.schema.names).slice(0, 2)
    at = rows.column_names.index(column)
    rows = rows.set_column(at, rows.schema.field(at), pa.array(values, rows.schema.types[at]))
    odd = write_shard(store.path / "shards", rows, store.mark.family, {})
    with pytest.raises(StoreError, match=reason):
        store.table(store.schema.names)
    mended(plan, run, odd)


@pytest.mark.parametrize(
    "change",
    [
        {"format": "1"},
        {"experiment": None},
        {"experiment": {"name": "x"}},
        {"scenarios": 5},
        {"made_by": "me"},
        {"format": None},
    ],
)
def test_a_mark_that_is_whole_and_odd_is_damaged(store, change):
    path = store.path / "store.json"
    body = json.loads(path.read_text()) | change
    del body["sha256"]
    body["sha256"] = sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()
    path.write_text(json.dumps(body))
    with pytest.raises(StoreError, match="is damaged"):
        Store(store.path)


@pytest.mark.parametrize("text", ["", "null", "[]", "1", '"x"', "[" * 100_000, "{}", "\0"])
def test_a_mark_that_is_no_table_is_damaged(store, text):
    (store.path / "store.json").write_text(text)
    with pytest.raises(StoreError, match="is damaged"):
        Store(store.path)


def test_a_bit_of_a_columns_name_is_noticed_by_every_reader(cli, plan, run, store):
    (shard,) = shards_in(store.path / "shards")
    data = bytearray(shard.read_bytes())
    data[data.rindex(b"isolates")] ^= 0x80
    shard.write_bytes(data)
    for words in (["status"], ["export"], ["report"], ["store", "verify"]):
        answer = cli(*words, str(store.path))
        assert answer.code == 5
        assert answer.err.count("\n") == 1
        assert f"{shard.name}: is damaged" in answer.err


def test_a_reader_follows_shards_that_are_joined_as_often_as_it_happens(tmp_path):
    shards = [write_shard(tmp_path, pa.table({"a": [at]}), "f", {}) for at in range(30)]
    left = list(shards)

    def read(path):
        if left and path in shards:  # another process joins it just now
            left.pop().unlink()
        return path.read_bytes()

    found = read_each(tmp_path, read)
    assert list(found) == shards_in(tmp_path)
    assert len(found) < len(shards)


def test_a_file_that_is_listed_and_never_there_is_not_waited_for_without_end(tmp_path, monkeypatch):
    monkeypatch.setattr("interhelix.experiments.store.shards.PATIENCE", 0.0)
    (tmp_path / NAME).symlink_to(tmp_path / "nowhere")
    with pytest.raises(FileNotFoundError):
        read_each(tmp_path, type(tmp_path).read_bytes)
