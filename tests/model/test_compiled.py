"""Compilation: a kernel keeps its machine code, in the folder of this model or nowhere."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import numba
import numpy as np
import pytest
from numba.core.caching import FunctionCache
from numba.core.event import Event, Listener, install_listener

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


@compiled.called
def room(number: int) -> int:
    """Return a number, and refuse one below 0."""
    if number < 0:
        raise ValueError("below 0")
    return number + len(np.empty(number))


@compiled.inlined
def more_room(number: int) -> int:
    """Return a larger number."""
    return room(number) + len(np.empty(number + 1))


@compiled.kernel
def inner(number: int) -> int:
    """Call helpers."""
    return more_room(number)


@compiled.kernel
def outer(number: int) -> int:
    """Call a kernel."""
    return inner(number) + 1


def libraries(dispatcher: object) -> list[numba_internals.Library]:
    """Return what was compiled of a function."""
    return [one.library for one in dispatcher.overloads.values()]  # type: ignore[attr-defined]


class Compilations(Listener):
    """The names of what is compiled."""

    def __init__(self) -> None:
        self.names: list[str] = []

    def on_start(self, event: Event) -> None:
        """Note a name."""
        self.names.append(event.data["dispatcher"].py_func.__name__)

    def on_end(self, event: Event) -> None:
        """Do nothing."""


@pytest.fixture
def compilations() -> Iterator[Compilations]:
    """Note what is compiled in a test."""
    listener = Compilations()
    with install_listener("numba:compile", listener):
        yield listener


def test_only_what_python_calls_is_made_machine_code(folder: Path) -> None:
    assert outer(3) == 11
    assert [library.is_machine_code for library in libraries(outer)] == [True]
    assert libraries(inner) == []
    for helper in (room, more_room):
        assert [library.is_machine_code for library in libraries(helper)] == [False]
    assert inner(3) == 10
    assert [library.is_machine_code for library in libraries(inner)] == [True]


def test_an_error_in_a_helper_reaches_python_through_two_kernels(folder: Path) -> None:
    with pytest.raises(ValueError, match="below 0"):
        outer(-1)


def test_what_helpers_of_both_kinds_call_is_compiled_once(
    folder: Path, compilations: Compilations
) -> None:
    @compiled.called
    def one(number: int) -> int:
        return len(np.empty(number, np.int8))

    @compiled.inlined
    def other(number: int) -> int:
        return one(number) + len(np.empty(number, np.int8))

    @compiled.kernel
    def both(number: int) -> int:
        return other(number) + len(np.empty(number, np.int8))

    assert both(2) == 6
    assert compilations.names == ["both", "other", "one", "impl", "impl"]  # np.empty has two


def test_a_helper_that_another_process_has_compiled_is_taken_from_disk(
    folder: Path, compilations: Compilations
) -> None:
    for _ in range(2):
        helper = compiled.called(room.py_func)  # type: ignore[attr-defined]
        numba_internals.compile_part(helper, (numba.int64,))
    assert compilations.names.count("room") == 1
    assert [library.is_machine_code for library in libraries(helper)] == [False]


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
