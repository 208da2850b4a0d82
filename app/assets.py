"""The files that pages load as assets: those of the package solara-assets, and no others."""

from __future__ import annotations

from functools import cache
from importlib import metadata
from pathlib import Path

PACKAGE = "solara-assets"
FOLDER = "cdn"  # below it lies what a browser asks for by its path


@cache
def shipped() -> dict[str, Path]:
    """Return where each asset is on disk, by the path a browser asks for.

    The list is that of the installed package: a file that came into its folder later is not in it.
    It is empty where the package is not installed.
    """
    try:
        listed = metadata.files(PACKAGE) or ()
    except metadata.PackageNotFoundError:
        return {}
    found: dict[str, Path] = {}
    for file in listed:
        above, _, below = file.as_posix().partition(f"/{FOLDER}/")
        if below and above.endswith("solara"):
            found[below] = Path(str(file.locate()))
    return found


def folder() -> Path:
    """Return the folder that holds every asset."""
    name, file = next(iter(shipped().items()))
    return file.parents[name.count("/")].resolve()
