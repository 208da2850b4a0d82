from interhelix.experiments.seeds import replicate_seed


def test_a_replicate_has_a_seed_of_its_own():
    seeds = {replicate_seed(seed, i) for seed in (0, 1, 2**64 - 1) for i in range(1000)}
    assert len(seeds) == 3000
    assert all(0 <= seed < 2**64 for seed in seeds)


def test_the_seed_of_a_replicate_never_changes():
    assert replicate_seed(1, 0) == 11967340547968660931
