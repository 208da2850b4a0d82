"""A film has a picture for each year, ends where the run ends, and appears whole or not at all."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from interhelix.experiments import simulate
from interhelix.experiments.pictures import results
from interhelix.model.errors import InputError

FFMPEG = shutil.which("ffmpeg")


@pytest.fixture(scope="module")
def run():
    return simulate("digital_platform", "synthetic:6", quarters=10, seed=2)


def test_a_gif_has_a_picture_for_each_year_and_the_end(run, tmp_path):
    path = run.film(tmp_path / "film.gif")
    with Image.open(path) as made:
        assert made.format == "GIF"
        assert made.n_frames == 3
        pictures = []
        for number in range(3):
            made.seek(number)
            pictures.append(np.asarray(made.convert("RGB")))
    assert not np.array_equal(pictures[0], pictures[1])
    assert not np.array_equal(pictures[1], pictures[2])
    assert [file.name for file in tmp_path.iterdir()] == ["film.gif"]


def test_what_is_filmed_is_the_run_itself(run):
    quarters, pairs = zip(*results.years(run, run.scenario), strict=True)
    assert quarters == (4, 8, 10)
    pd.testing.assert_frame_equal(pairs[-1], run.pairs)


def test_all_pictures_have_one_size_with_even_sides(run):
    shapes = {picture.shape for picture in results.images(run, run.scenario, "ru")}
    ((height, width, colours),) = shapes
    assert (height % 2, width % 2, colours) == (0, 0, 3)


@pytest.mark.skipif(FFMPEG is None, reason="no ffmpeg: apt-get install ffmpeg")
def test_an_mp4_has_as_many_pictures(run, tmp_path):
    path = run.film(str(tmp_path / "film.mp4"))
    words = ["ffprobe", "-v", "error", "-count_frames", "-select_streams", "v:0"]
    asked = ["-show_entries", "stream=nb_read_frames", "-of", "csv=p=0", str(path)]
    told = subprocess.run([*words, *asked], check=True, capture_output=True, text=True)
    assert told.stdout.strip() == "3"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("film.avi", "is no name of a film; let it end with .gif or .mp4"),
        ("there.gif", "exists already; choose another name"),
        ("no/film.gif", "cannot be written; give another folder"),
    ],
)
def test_a_film_that_cannot_be_written_is_refused_before_the_run(cli, name, said):
    Path("there.gif").write_bytes(b"")
    found = cli("run", "conferences", "--world", "synthetic:2", "--film", name)
    assert (found.code, found.out) == (2, "")
    assert f"{name}: {said}" in found.err
    assert Path("there.gif").read_bytes() == b""


def test_without_ffmpeg_mp4_is_refused_and_the_way_out_is_told(run, tmp_path, monkeypatch):
    monkeypatch.setattr(results.FFMpegWriter, "isAvailable", lambda: False)
    with pytest.raises(InputError, match=r"install ffmpeg, or let the name end with \.gif"):
        run.film(tmp_path / "film.mp4")


def test_a_film_that_fails_leaves_nothing_behind(run, tmp_path, monkeypatch):
    def fail(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(results, "draw_stack", fail)
    with pytest.raises(KeyboardInterrupt):
        run.film(tmp_path / "film.gif")
    assert list(tmp_path.iterdir()) == []


def test_the_command_writes_a_film(cli):
    words = ("--world", "synthetic:2", "--quarters", "2", "--film", "film.gif")
    found = cli("run", "conferences", *words)
    assert found.code == 0
    assert found.err.endswith("written to film.gif\n")
    with Image.open("film.gif") as made:
        assert made.n_frames == 1
