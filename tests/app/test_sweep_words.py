"""What a sweep says in each language: factors, decimals, worlds, what is wrong with a store."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pytest

from interhelix.app.compare.setup import settings_text
from interhelix.app.sweep.export import heat_file, tornado_file
from interhelix.app.sweep.state import first_view
from interhelix.app.sweep.store import open_store
from interhelix.app.sweep.sweep_tables import (
    cells_table,
    heat_rows,
    heat_sentence,
    swings_table,
    tornado_sentence,
)
from interhelix.app.texts import LANGUAGES, words
from interhelix.experiments.analysis.grid import grid_of
from interhelix.experiments.inputs import Contents
from interhelix.experiments.progress import Silence
from interhelix.experiments.store.format import StoreError, difference
from interhelix.experiments.store.maintenance import check_one_content
from interhelix.experiments.store.mark import AGAIN, Mark
from interhelix.experiments.store.shards import REPEAT, ShardError, check_is_file
from interhelix.model.errors import Fault, InputError
from tests.app.test_sweep import FACTORS, sweep_of
from tests.app.test_texts import CYRILLIC
from tests.experiments.analysis.conftest import experiment_of, runs_of

ENGLISH = re.compile(r"[A-Za-z]{2}|\d\.\d")


@pytest.fixture(scope="module")
def opened():
    return sweep_of(experiment_of(factors=FACTORS, replicates=6))


def test_tables_sentences_and_pictures_of_a_sweep_are_russian_in_russian(opened):
    say, view = words("ru"), first_view(opened)
    tables = [cells_table(opened, view, say), swings_table(opened, view, say)]
    told = [cell for header, rows, _ in tables for row in (header, *rows) for cell in row]
    told += [heat_sentence(opened, view, say), tornado_sentence(opened, view, say)]
    told += [cell["title"] for row in heat_rows(opened, view, say) for cell in row["cells"]]
    assert [text for text in told if ENGLISH.search(text)] == []
    for draw in (heat_file, tornado_file):
        drawn = re.findall("<!-- (.+?) -->", draw(opened, view, say, "svg").decode())
        assert len(drawn) > 10
        assert [text for text in drawn if ENGLISH.search(text)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_tornado_names_its_world_as_people_do(opened, language):
    small = replace(opened, experiment=replace(opened.experiment, world="synthetic:50"))
    svg = tornado_file(small, first_view(small), words(language), "svg").decode()
    assert "synthetic:50" not in svg
    assert f"<!-- {words(language).pictures.world_named('synthetic:50')} · " in svg


def test_own_settings_of_an_option_go_by_their_names():
    settings = {"adopt.seed": 0.05, "meet.rate": 1.0}
    english, russian = (settings_text(settings, words(language)) for language in ("en", "ru"))
    assert english == "Enrolled at the launch = 0.05; Contacts sought = 1"
    assert russian == "Зачислено при запуске = 0,05; Поиск контактов = 1"


def test_what_is_wrong_with_a_store_is_told_in_russian(tmp_path, monkeypatch):
    whole, broken = tmp_path / "a", tmp_path / "b"
    (whole / "shards").mkdir(parents=True)
    broken.mkdir()
    (broken / "store.json").write_text("{}")
    Mark(experiment_of(), "f", "w", {}, {}).write(whole)
    told = [refusal_of(path) for path in (tmp_path, broken, tmp_path / "nowhere")]
    (whole / f"shards/5-{'0' * 64}.parquet").write_bytes(b"none")
    told.append(refusal_of(whole))
    monkeypatch.setattr("interhelix.app.sweep.store.MOST_NUMBERS", 1)
    told.append(refusal_of(whole))
    wanted = ("is no store", "is damaged", "no such store", "is damaged", "has more runs")
    for words_of, message in zip(wanted, told, strict=True):
        assert words_of in message
        russian = words("ru").told(message)
        assert CYRILLIC.search(russian.partition(": ")[2])
        assert words("en").told(message) == message


OWN = Contents("m", "w", {"a": "1"})


@pytest.mark.parametrize("told", [OWN._replace(model="n"), OWN._replace(world="v"),
                                  OWN._replace(scenarios={"a": "2"})])  # fmt: skip
def test_shards_of_other_contents_are_told_in_russian(told):
    assert_russian(str(Fault("s", difference(told.as_bytes(), OWN), REPEAT)))


def test_what_is_no_shard_is_told_in_russian(tmp_path):
    for odd, make in (("folder", Path.mkdir), ("link", lambda p: p.symlink_to("nowhere"))):
        make(tmp_path / odd)
        with pytest.raises(ShardError) as refused:
            check_is_file(tmp_path / odd)
        for remedy in (REPEAT, AGAIN):
            assert_russian(str(Fault("s", str(refused.value), remedy)))


def test_runs_of_two_contents_or_of_a_larger_experiment_are_told_in_russian():
    asked = experiment_of(factors={}, replicates=2)
    table = pa.Table.from_pandas(runs_of(asked))
    with pytest.raises(StoreError) as refused:
        check_one_content(Path("s"), asked, pa.concat_tables([table, table]))
    assert_russian(str(refused.value))
    with pytest.raises(InputError) as larger:
        grid_of(replace(asked, replicates=1), runs_of(asked))
    assert_russian(str(larger.value))


def assert_russian(message) -> None:
    russian = words("ru").told(message)
    assert CYRILLIC.search(russian)
    assert "run the sweep" not in russian


def refusal_of(path) -> str:
    with pytest.raises(StoreError) as refused:
        open_store(path, Silence())
    return str(refused.value)
