import io

import pyarrow.csv

from interhelix.experiments.inputs import replicate_seed
from interhelix.experiments.output import EXACT, as_text, exact_seed


def test_a_replicate_has_a_seed_of_its_own():
    seeds = {replicate_seed(seed, i) for seed in (0, 1, 2**64 - 1) for i in range(1000)}
    assert len(seeds) == 3000
    assert all(0 <= seed < 2**64 for seed in seeds)


def test_the_seed_of_a_replicate_never_changes():
    assert replicate_seed(1, 0) == 11967340547968660931


def test_a_seed_that_floats_cannot_hold_is_told_as_text_that_no_program_takes_for_a_number():
    assert [exact_seed(seed) for seed in (1, EXACT - 1)] == [1, EXACT - 1]
    assert exact_seed(EXACT) == "9_007_199_254_740_992"
    assert int(exact_seed(2**64 - 1)) == 2**64 - 1
    text = f"seed\n{as_text(2**64 - 1)}\n{as_text(EXACT)}\n"
    read = pyarrow.csv.read_csv(io.BytesIO(text.encode()))
    assert [str(field.type) for field in read.schema] == ["string"]
    assert read["seed"].to_pylist() == text.split()[1:]
