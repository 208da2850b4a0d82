"""Machine code lies in one folder for each version of the model, which every process shares."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import numba
import pytest
from numba.core.registry import cpu_target

from interhelix.model import machine_code

LEAVING = """
import sys
from interhelix.commands.interrupts import leave
from interhelix.model.machine_code import cache_folder, make
make(cache_folder())
print(cache_folder())
leave(int(sys.argv[1]))
"""


@pytest.fixture(autouse=True)
def _chosen_anew(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> object:
    """Have each test choose a folder by its own settings, and forget it afterwards."""
    for name in ("NUMBA_CACHE_DIR", "XDG_CACHE_HOME", "LOCALAPPDATA"):
        monkeypatch.setenv(name, "")  # also undoes what the code sets itself
    monkeypatch.setattr(numba.config, "CACHE_DIR", "")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    machine_code.fingerprint.cache_clear()
    machine_code.cache_folder.cache_clear()
    yield
    machine_code.remove_temporary()
    machine_code.fingerprint.cache_clear()
    machine_code.cache_folder.cache_clear()


def no_home() -> Path:
    raise RuntimeError("Could not determine home directory.")


def test_the_fingerprint_changes_with_any_file_of_model_or_agents(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for folder in ("model", "agents"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "one.py").write_text("x = 1\n")
    monkeypatch.setattr(machine_code, "__file__", str(tmp_path / "model" / "machine_code.py"))
    prints = {machine_code.fingerprint()}
    for path, text in (
        ("model/one.py", "x = 2\n"),
        ("agents/one.py", "x = 2\n"),
        ("model/two.py", ""),
    ):
        machine_code.fingerprint.cache_clear()
        (tmp_path / path).write_text(text)
        prints.add(machine_code.fingerprint())
    assert len(prints) == 4
    machine_code.fingerprint.cache_clear()
    assert machine_code.fingerprint() in prints


@pytest.mark.parametrize(
    ("setting", "below"), [("NUMBA_CACHE_DIR", "."), ("XDG_CACHE_HOME", "interhelix")]
)
def test_machine_code_of_another_model_has_another_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, setting: str, below: str
) -> None:
    monkeypatch.setenv(setting, str(tmp_path / "chosen"))
    folder = machine_code.cache_folder()
    assert folder.is_dir()
    assert folder == tmp_path / "chosen" / below / f"kernels-{machine_code.fingerprint()}"


def test_a_relative_folder_stays_where_it_was_when_the_work_goes_elsewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NUMBA_CACHE_DIR", "chosen")
    monkeypatch.chdir(tmp_path)
    assert machine_code.cache_folder().parent == tmp_path / "chosen"


@pytest.mark.parametrize("home", ["missing", "unwritable"])
def test_without_a_home_one_temporary_folder_is_shared_with_children_and_removed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, home: str
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setattr(Path, "home", no_home if home == "missing" else lambda: tmp_path / "file")
    folder = machine_code.cache_folder()
    assert folder.parent.parent == tmp_path
    assert not folder.parent.exists()  # as nothing has been compiled
    assert os.environ["NUMBA_CACHE_DIR"] == numba.config.CACHE_DIR == str(folder.parent)
    machine_code.cache_folder.cache_clear()  # as a child begins, with the environment alone
    assert machine_code.cache_folder() == folder
    assert folder.is_dir()
    machine_code.remove_temporary()
    assert not folder.parent.exists()


def test_a_child_removes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "home", no_home)
    folder = machine_code.cache_folder()
    machine_code.make(folder)
    with monkeypatch.context() as child:
        child.setattr(os, "getpid", lambda: -1)
        machine_code.remove_temporary()
    assert folder.is_dir()


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="POSIX modes")
def test_nobody_else_may_write_machine_code(tmp_path: Path) -> None:
    folder = tmp_path / "base" / "kernels"
    machine_code.make(folder)
    assert folder.stat().st_mode & 0o777 == folder.parent.stat().st_mode & 0o777 == 0o700


@pytest.fixture
def homeless(tmp_path: Path) -> dict[str, str]:
    """Give the environment of a process that can write no cache, but temporary files."""
    (tmp_path / "file").touch()
    (tmp_path / "temporary").mkdir()
    settings = {"XDG_CACHE_HOME": str(tmp_path / "file"), "TMPDIR": str(tmp_path / "temporary")}
    return {**os.environ, "NUMBA_CACHE_DIR": "", **settings}


@pytest.mark.parametrize("words", [["measures"], ["parameters"]])
def test_a_list_makes_no_temporary_folder(homeless: dict[str, str], words: list[str]) -> None:
    command = [sys.executable, "-m", "interhelix", *words]
    subprocess.run(command, env=homeless, stdout=subprocess.DEVNULL, check=True)
    assert list(Path(homeless["TMPDIR"]).iterdir()) == []


@pytest.mark.parametrize("code", [0, 130])
def test_no_temporary_folder_is_left_behind_after_an_interrupt_either(
    homeless: dict[str, str], code: int
) -> None:
    command = [sys.executable, "-c", LEAVING, str(code)]
    done = subprocess.run(command, env=homeless, capture_output=True, text=True, check=False)
    assert done.returncode == code
    assert done.stdout.startswith(homeless["TMPDIR"])
    assert list(Path(homeless["TMPDIR"]).iterdir()) == []


@pytest.fixture
def compiled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the whole model be compiled, as far as the notes on disk say."""
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path))
    monkeypatch.setattr(numba.config, "DISABLE_JIT", 0)
    assert not machine_code.is_compiled()
    machine_code.note_compiled()
    assert machine_code.is_compiled()


@pytest.mark.usefixtures("compiled")
def test_what_another_python_compiled_is_not_compiled_for_this_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    older = type("Version", (), {"major": 3, "minor": 10})
    monkeypatch.setattr(sys, "version_info", older)
    assert not machine_code.is_compiled()


@pytest.mark.usefixtures("compiled")
def test_what_was_compiled_for_another_processor_is_not_compiled_for_this_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    codegen = type(cpu_target.target_context.codegen())
    monkeypatch.setattr(codegen, "magic_tuple", lambda _: ("x86_64", "another", ""))
    assert not machine_code.is_compiled()


@pytest.mark.usefixtures("compiled")
def test_another_copy_of_the_model_has_a_first_run_of_its_own(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    machine_code.fingerprint()  # the same, as the copy is
    monkeypatch.setattr(machine_code, "__file__", "/elsewhere/machine_code.py")
    assert not machine_code.is_compiled()


def test_plain_python_needs_no_compilation(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(numba.config, "DISABLE_JIT", 1)
    assert machine_code.is_compiled()
