import subprocess
import sys

import pyarrow as pa
import pytest

from interhelix.experiments.output import as_text
from interhelix.experiments.store.format import any_twice, may_repeat, missing, numbers_of
from interhelix.experiments.store.shards import (
    ShardError,
    checked,
    schema_of,
    shards_in,
    write_shard,
)

SCHEMA = schema_of(["a.b"], ["isolates"])
THREADS = """
import os, sys
from pathlib import Path
from interhelix.experiments.store.shards import checked
from tests.experiments.store.test_shards import SCHEMA
before = len(os.listdir("/proc/self/task"))
checked(Path(sys.argv[1]), "family", SCHEMA, SCHEMA.names)
print(len(os.listdir("/proc/self/task")) - before)
"""
KEYS = [f"{at:032x}" for at in (5, 2**70, 2**100 + 1, 2**127)]


def table(rows=3):
    return pa.table(
        {
            "key": [f"{at:032x}" for at in range(rows)],
            "status": ["done"] * rows,
            "scenario": ["calls"] * rows,
            "replicate": list(range(rows)),
            "seed": [as_text(2**64 - 1)] * rows,
            "a.b": [0.5] * rows,
            "isolates": [1.0] * rows,
            "seconds": [0.1] * rows,
            "reason": [None] * rows,
        },
        schema=SCHEMA,
    )


@pytest.fixture
def shard(tmp_path):
    return write_shard(tmp_path, table(), "family", {"host": "here"})


def test_a_shard_is_named_by_its_rows_and_its_bytes(shard):
    assert shard.name.startswith("3-")
    assert len(shard.name) == len("3-") + 64 + len(".parquet")
    assert [path.name for path in shard.parent.iterdir()] == [shard.name]
    assert checked(shard, "family", SCHEMA, SCHEMA.names).equals(table())


def test_equal_rows_make_an_equal_shard(shard):
    assert write_shard(shard.parent, table(), "family", {"host": "here"}) == shard


def test_seeds_of_an_earlier_version_which_were_numbers_are_read_as_text(tmp_path):
    at = SCHEMA.get_field_index("seed")
    seeds = [2**64 - 1, 7, 2**64 - 1]
    old = table().set_column(at, "seed", pa.array(seeds, pa.uint64()))
    path = write_shard(tmp_path, old, "family", {})
    read = checked(path, "family", SCHEMA, SCHEMA.names)
    assert read.schema.equals(SCHEMA)
    assert read["seed"].to_pylist() == [as_text(seed) for seed in seeds]


def test_a_shard_of_another_family_or_form_is_refused(shard):
    with pytest.raises(ShardError, match="belongs to another store"):
        checked(shard, "other", SCHEMA, ["key"])
    with pytest.raises(ShardError, match="has other rows or columns"):
        checked(shard, "family", schema_of([], ["isolates"]), ["key"])


def test_a_reader_notices_a_byte_that_is_damaged(shard):
    data = bytearray(shard.read_bytes())
    data[len(data) // 8] ^= 1
    shard.write_bytes(data)
    with pytest.raises(ShardError, match="is damaged"):
        checked(shard, "family", SCHEMA, SCHEMA.names)


@pytest.mark.skipif(sys.platform != "linux", reason="looks at threads as Linux shows them")
def test_a_reader_starts_no_thread_that_could_outlive_python(shard, checkout, environment):
    done = subprocess.run(
        [sys.executable, "-c", THREADS, str(shard)],
        cwd=checkout, env=environment, capture_output=True, text=True,
        check=True,
    )  # fmt: skip
    assert done.stdout == "0\n"


def test_shards_are_listed_the_largest_first_and_nothing_else(tmp_path):
    for rows in (2, 30, 4):
        write_shard(tmp_path, table(rows), "family", {})
    (tmp_path / "notes.txt").touch()
    (tmp_path / ".x.draft").touch()
    assert [path.name.split("-")[0] for path in shards_in(tmp_path)] == ["30", "4", "2"]


def test_keys_become_numbers_and_those_that_are_missing_are_found():
    keys = numbers_of(pa.chunked_array([KEYS[:1], KEYS[1:]]))
    assert [int(a) << 64 | int(b) for a, b in keys] == [5, 2**70, 2**100 + 1, 2**127]
    assert missing(keys, keys[[3, 1]]).tolist() == [0, 2]
    assert missing(keys, keys[:0]).tolist() == [0, 1, 2, 3]
    assert missing(keys, keys).tolist() == []


def test_keys_of_a_slice_are_those_of_the_slice():
    whole = pa.array(KEYS)
    assert (
        numbers_of(pa.chunked_array([whole[1:3]])).tolist()
        == numbers_of(pa.chunked_array([whole]))[1:3].tolist()
    )


@pytest.mark.parametrize(("keys", "repeat"), [(KEYS, False), ([*KEYS, KEYS[2]], True), ([], False)])
def test_keys_that_stand_twice_are_noticed(keys, repeat):
    texts = pa.chunked_array([pa.array(keys, pa.string())])
    assert any_twice(numbers_of(texts)) is repeat
    if repeat:
        assert may_repeat(texts)
