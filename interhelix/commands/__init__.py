"""The command line: one file a command; nothing heavy is imported before a command runs."""

from __future__ import annotations

import contextlib
import sys
import warnings
from collections.abc import Iterator, Sequence
from typing import Any, NoReturn

import click

from interhelix import __version__
from interhelix.commands.ablate import ablate
from interhelix.commands.app import app
from interhelix.commands.calibrate import calibrate
from interhelix.commands.compare import compare
from interhelix.commands.explain import explain
from interhelix.commands.export import export
from interhelix.commands.group import Group, help_alone, usage_fault
from interhelix.commands.interrupts import INTERRUPTED, leave, listen, listen_no_more
from interhelix.commands.measures import measures
from interhelix.commands.new import new
from interhelix.commands.parameters import parameters
from interhelix.commands.printing import aside, complain
from interhelix.commands.repeat import repeat
from interhelix.commands.report import report
from interhelix.commands.run import run
from interhelix.commands.scenarios import scenarios
from interhelix.commands.sensitivity import sensitivity
from interhelix.commands.status import status
from interhelix.commands.store import store
from interhelix.commands.sweep import sweep
from interhelix.commands.validate import validate
from interhelix.commands.worlds import worlds
from interhelix.model.errors import InputError, InputWarning

__all__ = ["main"]

DONE, BAD_INPUT, ALL_FAILED, SOME_FAILED, REFUSED = 0, 2, 3, 4, 5
WIDE = {"max_content_width": 100}


@click.group("interhelix", cls=Group, invoke_without_command=True, context_settings=WIDE)
@click.version_option(__version__, message="interhelix %(version)s")
@click.pass_context
def root(context: click.Context) -> None:
    """Try policies for cooperation between regions: ties, who takes part, eight effects, costs.

    A SCENARIO, a POLICY or a world is a name that ships or a path to a file of yours.
    """
    help_alone(context)


WORK = (
    run,
    compare,
    explain,
    repeat,
    ablate,
    validate,
    calibrate,
    sweep,
    sensitivity,
    status,
    report,
    export,
    store,
    app,
)
LISTS = (worlds, scenarios, measures, parameters, new)
for command in (*WORK, *LISTS):
    root.add_command(command)


def main(words: Sequence[str] | None = None) -> NoReturn:
    """Run a command and leave with its exit code; what a user can cause ends in a message."""
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(AttributeError):
            stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    listen()
    leave(exit_code(words))


def exit_code(words: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code."""
    try:
        with _warnings_on_one_line():
            result = root.main(words, prog_name="interhelix", standalone_mode=False)
        return result if isinstance(result, int) else DONE
    except InputError as error:
        return complain(*error.faults, code=BAD_INPUT)
    except click.UsageError as error:
        return complain(usage_fault(error), code=BAD_INPUT)
    except (click.Abort, KeyboardInterrupt):
        listen_no_more()
        return complain("interrupted; nothing was written", code=INTERRUPTED)
    except RuntimeError as error:
        return _told(error)


@contextlib.contextmanager
def _warnings_on_one_line() -> Iterator[None]:
    """Print each warning of an input once, on a line of its own."""
    told = set()
    with warnings.catch_warnings():
        warnings.simplefilter("always", InputWarning)
        show = warnings.showwarning

        def tell(message: Warning | str, category: type[Warning], *place: Any) -> None:
            if not issubclass(category, InputWarning):
                show(message, category, *place)
            elif str(message) not in told:
                told.add(str(message))
                aside(f"interhelix: warning: {message}")

        warnings.showwarning = tell  # type: ignore[assignment]
        yield


def _told(error: RuntimeError) -> int:
    """Report a store that is refused, or too many runs that failed; other errors are ours."""
    from interhelix.experiments.store.format import StoreError

    if isinstance(error, StoreError):
        return complain(*error.faults, code=REFUSED)
    from interhelix.experiments import RunsFailedError

    if not isinstance(error, RunsFailedError):
        raise error
    return complain(error, code=ALL_FAILED if error.none_left else SOME_FAILED)
