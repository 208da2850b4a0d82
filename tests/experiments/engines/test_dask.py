"""Leaving Dask at once, after a second interrupt, waits for nothing and hides no error."""

from threading import Event

import pytest

from interhelix.experiments.engines import dask


class Client:
    """A client of a scheduler whose closing does something."""

    def __init__(self, closing):
        self.closing = closing

    def get_executor(self, pure):
        return None

    def close(self, timeout):
        self.closing()


def engine_of(closing):
    return dask.Dask(print, Client(closing), workers=1)


def raises():
    raise OSError("timed out")


def test_a_client_that_never_closes_is_not_waited_for(monkeypatch):
    monkeypatch.setattr(dask, "PATIENCE", 0.01)
    never, begun = Event(), Event()
    engine = engine_of(lambda: (begun.set(), never.wait()))
    engine.close(at_once=True)
    assert begun.is_set()
    never.set()


def test_a_client_that_cannot_close_hides_no_interrupt():
    engine_of(raises).close(at_once=True)


def test_leaving_in_peace_tells_what_goes_wrong():
    with pytest.raises(OSError, match="timed out"):
        engine_of(raises).close(at_once=False)
