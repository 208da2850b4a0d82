import json
import os
import sys
from pathlib import Path

import pytest

from interhelix.experiments.output import check_folder, complete_folder, safe, write_record
from interhelix.experiments.store.format import put
from interhelix.model.errors import InputError


def result(target: Path, text: str = "1", overwrite: bool = False) -> None:
    with complete_folder(target, overwrite) as folder:
        (folder / "rows.csv").write_text(text)
        write_record(folder, {"seed": 1})


def refused(target: Path, overwrite: bool = False) -> str:
    with pytest.raises(InputError) as caught:
        check_folder(target, overwrite)
    return str(caught.value)


def test_results_appear_with_a_list_of_their_files(tmp_path):
    result(tmp_path / "deep" / "er" / "out")
    record = json.loads((tmp_path / "deep" / "er" / "out" / "run.json").read_text())
    assert record == {"seed": 1, "files": ["rows.csv", "run.json"]}


def test_a_path_of_thousands_of_folders_is_refused(tmp_path):
    assert "lies 1500 folders below one that exists; give a shorter path" in refused(
        tmp_path.joinpath(*["c"] * 1500)
    )
    assert list(tmp_path.iterdir()) == []


def test_an_empty_folder_may_be_used(tmp_path):
    (tmp_path / "out").mkdir()
    result(tmp_path / "out")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["out"]


def test_nothing_appears_when_writing_fails(tmp_path):
    def fail() -> None:
        with complete_folder(tmp_path / "out", False) as folder:
            (folder / "rows.csv").write_text("half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail()
    assert list(tmp_path.iterdir()) == []


def test_an_earlier_result_is_kept_when_replacing_it_fails(tmp_path):
    target = tmp_path / "out"
    result(target)

    def fail() -> None:
        with complete_folder(target, True):
            raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        fail()
    assert (target / "rows.csv").read_text() == "1"
    assert [p.name for p in tmp_path.iterdir()] == ["out"]


def test_a_folder_in_use_is_refused_without_overwrite(tmp_path):
    result(tmp_path / "out")
    assert refused(tmp_path / "out").endswith(
        "exists and is not empty; give another folder, or --overwrite to replace it"
    )


def test_overwrite_replaces_an_earlier_result_as_a_whole(tmp_path):
    result(tmp_path / "out")
    result(tmp_path / "out", "2", overwrite=True)
    assert (tmp_path / "out" / "rows.csv").read_text() == "2"
    assert [p.name for p in tmp_path.iterdir()] == ["out"]


@pytest.mark.parametrize("with_record", [True, False])
def test_what_interhelix_did_not_write_is_never_replaced(tmp_path, with_record):
    target = tmp_path / "out"
    if with_record:
        result(target)
    else:
        target.mkdir()
    (target / "thesis.docx").write_text("mine")
    assert "holds what interhelix did not write: thesis.docx" in refused(target, overwrite=True)
    assert (target / "thesis.docx").read_text() == "mine"


def test_a_folder_below_the_output_folder_is_not_ours(tmp_path):
    result(tmp_path / "out")
    (tmp_path / "out" / "rows.csv").unlink()
    (tmp_path / "out" / "rows.csv").mkdir()
    assert "did not write: rows.csv" in refused(tmp_path / "out", overwrite=True)


def test_a_record_that_lies_protects_nothing_but_itself(tmp_path):
    (tmp_path / "run.json").write_text('["no record"]')
    assert "did not write: run.json" in refused(tmp_path, overwrite=True)


def test_a_file_is_no_folder(tmp_path):
    (tmp_path / "out").write_text("")
    assert refused(tmp_path / "out").endswith("is a file; give a folder of its own")
    assert refused(tmp_path / "out" / "below").endswith("is a file; give a folder below a folder")


def test_the_folder_that_one_works_in_is_refused(tmp_path, monkeypatch):
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    for target in (Path(), tmp_path):
        assert "is the folder that you work in" in refused(target, overwrite=True)


def test_a_link_to_a_folder_is_followed(tmp_path):
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    result(tmp_path / "link")
    assert (tmp_path / "real" / "rows.csv").exists()
    assert (tmp_path / "link").is_symlink()


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write")
def test_a_folder_that_cannot_be_written_is_refused(tmp_path):
    tmp_path.chmod(0o500)
    assert "cannot be written" in refused(tmp_path / "out")


linux = pytest.mark.skipif(sys.platform != "linux", reason="/proc takes no folder, not even root's")


@linux
def test_a_folder_that_the_disk_refuses_is_told_by_the_name_that_was_given(cli):
    small = ("--world", "synthetic:4", "--quarters", "1", "--out")
    Path("link").symlink_to("/proc")
    for given in ("/proc/x", "/proc/x/y", "link/x"):
        said = cli("run", "closed", *small, given)
        assert said.code == 2
        assert said.err == (
            f"interhelix: {given}: No such file or directory; give another folder\n"
        )


@linux
def test_a_file_that_the_disk_refuses_is_told_by_the_name_that_was_given():
    with pytest.raises(OSError, match="No such file") as caught:
        put(Path("/proc/x.csv"), b"")
    assert caught.value.filename == "/proc/x.csv"


def test_a_link_that_may_not_be_followed_ends_in_a_message(tmp_path, monkeypatch):
    def refuse(path):
        raise PermissionError(13, "Permission denied", "/far")

    monkeypatch.setattr(os.path, "realpath", refuse)
    assert refused(tmp_path / "out") == "/far: Permission denied; give another folder"


def test_a_name_that_is_too_long_is_refused(tmp_path):
    assert "File name too long" in refused(tmp_path / ("x" * 5000))


def test_the_longest_name_that_a_disk_takes_can_be_written_and_replaced(tmp_path):
    target = tmp_path / ("x" * os.pathconf(tmp_path, "PC_NAME_MAX"))
    for overwrite in (False, True):
        with complete_folder(target, overwrite) as folder:
            write_record(folder, {})
    assert [path.name for path in tmp_path.iterdir()] == [target.name]


def test_a_full_disk_ends_in_a_message(tmp_path):
    def fill() -> None:
        with complete_folder(tmp_path / "out", False):
            raise OSError(28, "No space left on device", "rows.csv")

    with pytest.raises(InputError, match=r"rows\.csv: No space left on device; give another"):
        fill()
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_fills_while_we_write_is_left_alone(tmp_path):
    def race() -> None:
        with complete_folder(tmp_path / "out", False):
            (tmp_path / "out").mkdir()
            (tmp_path / "out" / "theirs").write_text("theirs")

    with pytest.raises(InputError, match="exists and is not empty"):
        race()
    assert (tmp_path / "out" / "theirs").read_text() == "theirs"


def test_the_folder_has_the_usual_permissions(tmp_path):
    result(tmp_path / "out")
    (tmp_path / "plain").mkdir()
    assert (tmp_path / "out").stat().st_mode == (tmp_path / "plain").stat().st_mode


def test_a_file_name_is_safe():
    assert safe("../a b:c/ё") == "_a_b_c_ё"
