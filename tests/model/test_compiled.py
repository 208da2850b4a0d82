"""Compilation: a kernel keeps its machine code, in the folder of this model or nowhere."""

from __future__ import annotations

import errno
from pathlib import Path
from types import SimpleNamespace

import numba
import pytest
from numba.core.caching import FunctionCache

from interhelix.model import compiled, numba_internals
from interhelix.model.mechanisms.lapse import lapse
from interhelix.model.schedule import SCHEDULE

pytestmark = pytest.mark.skipif(bool(numba.config.DISABLE_JIT), reason="nothing is compiled")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a folder for machine code that has not been made yet."""
    there = tmp_path / "base" / "kernels"
    monkeypatch.setattr(numba_internals, "cache_folder", lambda: there)
    return there


def opened(cache: numba_internals.KernelCache) -> numba_internals.KernelCache:
    """Have a cache asked for machine code that nobody has kept."""
    codegen = SimpleNamespace(magic_tuple=lambda: ("some processor",))
    target = SimpleNamespace(refresh=lambda: None, codegen=lambda: codegen)
    assert cache.load_overload((), target) is None
    return cache


def no_file(*_: object) -> None:
    raise AssertionError("a file was written")


def test_every_mechanism_is_a_kernel_that_keeps_its_machine_code() -> None:
    for mechanism in SCHEDULE:
        assert hasattr(mechanism, "py_func"), mechanism.__name__
        assert isinstance(mechanism._cache, numba_internals.KernelCache), mechanism.__name__
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


def test_the_folder_is_made_when_a_kernel_is_first_called_not_before(folder: Path) -> None:
    cache = compiled.kernel(lambda: None)._cache  # type: ignore[attr-defined]
    assert not folder.parent.exists()
    assert Path(opened(cache).cache_path).parent == folder
    assert folder.is_dir()


def test_other_settings_of_numba_lead_to_no_other_folder(
    folder: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(numba.config, "CACHE_DIR", str(tmp_path / "theirs"))
    cache = opened(numba_internals.KernelCache(lapse.py_func))  # type: ignore[attr-defined]
    assert Path(cache.cache_path).parent == folder
    assert str(tmp_path / "theirs") == numba.config.CACHE_DIR


def test_nothing_is_kept_where_numba_would_take_another_folder(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(numba.config, "CACHE_LOCATOR_CLASSES", "InTreeCacheLocator")
    cache = opened(numba_internals.KernelCache(lapse.py_func))  # type: ignore[attr-defined]
    monkeypatch.setattr(cache._cache_file, "save", no_file)
    cache.save_overload((), None)


def test_without_a_folder_nothing_is_kept_and_nothing_fails(folder: Path) -> None:
    folder.parent.touch()
    cache = opened(numba_internals.KernelCache(lapse.py_func))  # type: ignore[attr-defined]
    cache.save_overload((), None)
    assert not hasattr(cache, "_cache_file")


def test_what_a_power_cut_has_damaged_is_compiled_and_kept_anew(folder: Path) -> None:
    cache = opened(numba_internals.KernelCache(lapse.py_func))  # type: ignore[attr-defined]
    Path(cache._cache_file._index_path).touch()  # empty, as after a power cut
    assert opened(cache)._cache_file._load_index() == {}


def test_a_full_disk_ends_no_run(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(FunctionCache, "save_overload", full)
    numba_internals.KernelCache(lapse.py_func).save_overload((), None)  # type: ignore[attr-defined]
