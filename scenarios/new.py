"""Writing templates that run as they are: a scenario, and a world with its table of regions."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

from interhelix.model.errors import Fault, InputError

TEMPLATES = Path(__file__).parent / "templates"


def write_scenario_template(path: str | Path) -> Path:
    """Write a commented scenario that runs as it is, and return its path.

    Raises:
        InputError: the name does not end in ``.toml``, is taken, or cannot be written.

    """
    target = Path(path)
    if target.suffix != ".toml":
        raise InputError(Fault(str(target), "does not end in .toml", f"write '{target}.toml'"))
    return _place(TEMPLATES / "scenario.toml", target)


def write_world_template(folder: str | Path) -> Path:
    """Write a folder with a commented world that runs as it is, and return its path.

    Raises:
        InputError: the name is taken, or the folder cannot be written.

    """
    return _place(TEMPLATES / "world", Path(folder))


def _place(template: Path, target: Path) -> Path:
    """Copy a template beside its place, and move it there when it is complete."""
    try:
        taken = os.path.lexists(target)
        if not taken:
            with TemporaryDirectory(prefix=".interhelix-", dir=target.parent) as room:
                made = Path(room, target.name)
                _copy(template, made)
                made.rename(target)
    except (OSError, ValueError) as error:
        reason = f"cannot be written: {getattr(error, 'strerror', None) or error}"
        remedy = "choose a folder that exists and that you may write to"
        raise InputError(Fault(str(target), reason, remedy)) from None
    if taken:
        raise InputError(Fault(str(target), "exists already", "choose another name"))
    return target


def _copy(template: Path, made: Path) -> None:
    if template.is_file():
        shutil.copyfile(template, made)
        return
    made.mkdir()
    for file in template.iterdir():
        shutil.copyfile(file, made / file.name)
