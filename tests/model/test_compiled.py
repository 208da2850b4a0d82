"""Compilation: one folder of machine code for each version of the model, never stale."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numba
import pytest

from interhelix.model import compiled
from interhelix.model.mechanisms.lapse import lapse
from interhelix.model.schedule import SCHEDULE


@pytest.fixture(autouse=True)
def _forget() -> None:
    compiled.fingerprint.cache_clear()


def test_the_fingerprint_changes_with_any_file_of_model_or_agents(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for folder in ("model", "agents"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "one.py").write_text("x = 1\n")
    monkeypatch.setattr(compiled, "__file__", str(tmp_path / "model" / "compiled.py"))
    prints = {compiled.fingerprint()}
    for path, text in (
        ("model/one.py", "x = 2\n"),
        ("agents/one.py", "x = 2\n"),
        ("model/two.py", ""),
    ):
        compiled.fingerprint.cache_clear()
        (tmp_path / path).write_text(text)
        prints.add(compiled.fingerprint())
    assert len(prints) == 4
    compiled.fingerprint.cache_clear()
    assert compiled.fingerprint() in prints


def test_machine_code_is_kept_in_a_folder_named_by_the_fingerprint(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    folder = compiled.cache_folder()
    assert folder.is_dir()
    assert folder.parent == tmp_path / "interhelix"
    assert compiled.fingerprint() in folder.name


def test_without_a_home_that_can_be_written_the_machine_code_goes_to_a_temporary_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    folder = compiled.cache_folder()
    assert folder.is_dir()
    assert tmp_path not in folder.parents
    folder.rmdir()


def test_the_model_is_compiled_when_its_folder_holds_an_index(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(numba.config, "CACHE_DIR", str(tmp_path))
    monkeypatch.setattr(numba.config, "DISABLE_JIT", 0)
    assert not compiled.is_compiled()
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "kernel.nbi").write_text("")
    assert compiled.is_compiled()


def test_plain_python_needs_no_compilation(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(numba.config, "DISABLE_JIT", 1)
    assert compiled.is_compiled()


def test_a_folder_that_the_user_chose_for_numba_is_respected(tmp_path: Path) -> None:
    code = "import numba, interhelix.model.compiled; print(numba.config.CACHE_DIR)"
    result = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "NUMBA_CACHE_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert result.stdout.strip() == str(tmp_path)


@pytest.mark.skipif(bool(numba.config.DISABLE_JIT), reason="nothing is compiled")
def test_every_mechanism_is_a_kernel_that_keeps_its_machine_code() -> None:
    for mechanism in SCHEDULE:
        assert hasattr(mechanism, "py_func"), mechanism.__name__
        assert type(mechanism._cache).__name__ == "FunctionCache", mechanism.__name__
    assert lapse in SCHEDULE


@pytest.mark.skipif(bool(numba.config.DISABLE_JIT), reason="nothing is compiled")
def test_a_part_of_kernels_that_is_called_from_python_is_refused_and_ends_no_process() -> None:
    @compiled.called
    def twice(number: int) -> int:
        return 2 * number

    @compiled.kernel
    def calls(number: int) -> int:
        return twice(number) + 1

    for compiled_now in (False, True):
        with pytest.raises(TypeError, match="twice is a part of kernels and cannot be called"):
            twice(3)
        assert compiled_now or calls(3) == 7
    assert twice.py_func(3) == 6  # type: ignore[attr-defined]
