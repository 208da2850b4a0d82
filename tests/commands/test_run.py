import json

import pytest

SMALL = ("--world", "synthetic:4", "--quarters", "3")


def test_without_a_folder_the_primary_measures_are_printed(cli, tmp_path):
    answer = cli("run", "conferences", *SMALL)
    assert answer.code == 0
    assert "4 synthetic regions, quarter 3, seed 1" in answer.out
    assert "ties_level_1 " in answer.out
    assert "Drawn, as the world's table lacks it: " in answer.out
    assert list(tmp_path.iterdir()) == []


def test_json_stands_alone_on_standard_output(cli):
    found = json.loads(cli("run", "conferences", *SMALL, "--seed", "7", "--json").out)
    assert list(found) == [
        *("scenario", "world", "quarters", "seed"),
        *("measured", "estimated", "drawn", "measures"),
    ]
    assert found["seed"] == 7
    assert found["world"] == "synthetic:4"


def test_a_seed_that_many_programs_would_round_is_a_text_in_json(cli, tmp_path):
    words = ("--world", "synthetic:2", "--quarters", "1", "--seed", str(2**64 - 1))
    told = "18_446_744_073_709_551_615"
    assert json.loads(cli("run", "closed", *words, "--json").out)["seed"] == told
    cli("run", "closed", *words, "--out", "out")
    record = json.loads((tmp_path / "out" / "run.json").read_text())
    assert record["seed"] == told
    assert record["command"].endswith(f" --seed {2**64 - 1}")


def test_a_run_repeats_itself(cli):
    assert cli("run", "calls", *SMALL, "--json").out == cli("run", "calls", *SMALL, "--json").out


def test_files_are_the_same_bytes_again(cli, tmp_path):
    for name in ("one", "two"):
        assert cli("run", "conferences", *SMALL, "--out", name).code == 0
    files = sorted(path.name for path in (tmp_path / "one").iterdir())
    assert "series.csv" in files
    for name in files:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes(), (
            name
        )


def test_an_earlier_result_is_replaced_only_on_demand(cli, tmp_path):
    cli("run", "conferences", *SMALL, "--out", "out")
    assert cli("run", "closed", *SMALL, "--out", "out").code == 2
    assert cli("run", "closed", *SMALL, "--out", "out", "--overwrite").code == 0
    record = json.loads((tmp_path / "out" / "run.json").read_text())
    assert record["scenario"]["name"] == "closed"


@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_biggest_seed_and_a_language_are_taken(cli, language):
    assert cli("run", "closed", *SMALL, "--seed", str(2**64 - 1), "--language", language).code == 0
