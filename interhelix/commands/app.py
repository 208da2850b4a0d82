"""``interhelix app``: the pages in a browser, on this machine only."""

from __future__ import annotations

from pathlib import Path

import click

from interhelix.commands import options
from interhelix.commands.checked import Checked
from interhelix.commands.interrupts import listen_no_more
from interhelix.commands.printing import aside


@click.command(cls=Checked)
@options.whole("port", 8765, "Port on this machine.")
@click.option(
    "--stores",
    multiple=True,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder whose stores the page Sweep may open beside those here; may be given repeatedly.",
)
def app(port: int, stores: tuple[Path, ...]) -> None:
    """Show the pages in a browser: compare policies without writing a line.

    They are served on 127.0.0.1, for this machine only, until Ctrl-C.
    """
    from interhelix.app.server import check_installed, check_port, serve

    check_installed()
    check_port(port)
    aside(f"open http://127.0.0.1:{port} in a browser; Ctrl-C ends it")
    try:
        serve(port, stores)
    except KeyboardInterrupt:
        listen_no_more()
