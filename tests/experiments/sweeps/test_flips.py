"""One bit flips, in any byte of a shard: every reader notices, and none ends in a traceback."""

from collections import Counter
from contextlib import suppress

import pandas as pd
import pytest

from interhelix.experiments.engines import Serial
from interhelix.experiments.store.format import StoreError
from interhelix.experiments.store.maintenance import verified
from interhelix.experiments.sweeps.status import Status

READERS = {
    "status": Status.of,
    "runs": lambda store: store.runs(),
    "series": lambda store: store.series(),
}


def flips(store, every):
    """Flip a bit in every so many bytes of a shard of runs and one of series; count who notices."""
    found = Counter()
    for folder, readers in (("shards", ("status", "runs")), ("series", ("series",))):
        (shard,) = (store.path / folder).iterdir()
        whole = shard.read_bytes()
        right = pd.read_parquet(shard)
        for at in range(0, len(whole), every):
            data = bytearray(whole)
            data[at] ^= 1 << at % 8
            shard.write_bytes(data)
            found["flips"] += 1
            found["verified"] += [path for path, _ in verified(store).bad] == [shard]
            found["refused"] += sum(refuses(READERS[name], store, shard) for name in readers)
            found["readings"] += len(readers)
            with suppress(Exception):  # pandas raises whatever the bytes lead it to
                found["read by pandas"] += 1 if len(pd.read_parquet(shard)) == len(right) else 0
        shard.write_bytes(whole)
    return found


def refuses(read, store, shard):
    """Say whether a reader names the shard; whatever else it raises is a fault."""
    try:
        read(store)
    except StoreError as error:
        return shard.name in str(error)
    return False


def check(found):
    assert found["flips"] > 0
    assert found["verified"] == found["flips"]
    assert found["refused"] == found["readings"]


def test_a_bit_that_flips_is_noticed_by_every_reader(plan, run):
    check(flips(run(plan(replicates=2, more="series = 1"), Serial), every=211))


@pytest.mark.campaign
def test_a_bit_that_flips_in_any_byte_of_two_shards_is_noticed(plan, run, capsys):
    found = flips(run(plan(replicates=2, more="series = 1"), Serial), every=1)
    with capsys.disabled():
        print(
            f"\n{found['flips']} bits flipped, one in every byte of two shards: "
            f"{found['verified']} found by store verify, {found['refused']} of "
            f"{found['readings']} readings refused; pandas.read_parquet alone reads "
            f"{found['read by pandas']} of them"
        )
    check(found)
