"""What results have in common: a notebook shows them, and they report, draw and save themselves."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from interhelix.model.errors import Fault, InputError, unknown

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from interhelix.experiments.document import Block


class Result(ABC):
    """A result that a notebook shows."""

    def report(self) -> str:
        """Return the report as Markdown."""
        from interhelix.experiments.document import markdown

        return markdown(self._blocks())

    def plot(self, name: str = "", language: str = "en") -> Figure:
        """Draw one of the pictures, by default the first.

        Args:
            name: Name of the picture, as of its file in a folder of results.
            language: ``en`` or ``ru``.

        Raises:
            InputError: there is no such picture or language.

        """
        drawings = self._drawings(language)
        if not drawings:
            raise InputError(Fault("", "there is no picture of this", "see report()"))
        if name and name not in drawings:
            raise unknown("picture", name, drawings)
        return drawings[name or next(iter(drawings))]()

    def save(self, folder: str | Path, overwrite: bool = False, language: str = "en") -> Path:
        """Write tables, pictures and what made them, as a command does with ``--out``.

        Args:
            folder: A new or an empty folder.
            overwrite: Replace an earlier result in the folder.
            language: Language of pictures, ``en`` or ``ru``.

        Raises:
            InputError: the folder is in use, holds what is not ours, or cannot be written.

        """
        from interhelix.experiments.output import complete_folder
        from interhelix.experiments.pictures.texts import texts

        texts(language)
        target = Path(folder)
        with complete_folder(target, overwrite) as draft:
            self._write(draft, language)
        return target

    def _repr_html_(self) -> str:
        from interhelix.experiments.page import fragment

        return f"<p><code>{escape(repr(self))}</code></p>\n{fragment(self._summary())}"

    @abstractmethod
    def __repr__(self) -> str:
        """Say in one line what it is."""

    @abstractmethod
    def _summary(self) -> list[Block]:
        """Return what a notebook shows."""

    @abstractmethod
    def _blocks(self) -> list[Block]:
        """Return the report."""

    @abstractmethod
    def _drawings(self, language: str) -> Mapping[str, Callable[[], Figure]]:
        """Return what draws each picture, by the name of its file."""

    @abstractmethod
    def _write(self, folder: Path, language: str) -> None:
        """Write everything into an empty folder."""
