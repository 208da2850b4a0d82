"""A posterior as a folder of results: weighted draws, what made them, and samples of them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from interhelix.experiments.origins import hash_of_file, word_of
from interhelix.experiments.output import RECORD
from interhelix.model.errors import Fault, InputError, nearest
from interhelix.model.parameters import fault_of
from interhelix.scenarios.checks.faults import one_line

FOLDER = Path(__file__).parent
TABLE = "posterior.csv"
WEIGHT = "weight"
OTHER = "name a folder that 'interhelix calibrate' wrote with --out"


@dataclass(frozen=True)
class Posterior:
    """Draws of parameters with their weights, and the record of what made them.

    ``table`` has a column for each parameter by its dotted name, and ``weight``; ``word`` names the
    posterior on the command line, ``files`` has the SHA-256 of its table.
    """

    table: pd.DataFrame
    record: Mapping[str, Any]
    word: str
    files: Mapping[str, str]

    @classmethod
    def load(cls, name_or_path: str | Path) -> Posterior:
        """Load a posterior that ships by its name, or a folder of ``interhelix calibrate``.

        Raises:
            InputError: there is no such posterior, or it is not what was written.

        """
        folder = _located(name_or_path)
        path = folder / TABLE
        try:
            record = json.loads((folder / RECORD).read_text(encoding="utf-8"))
            told, data = str(record["posterior"]), path.read_bytes()
        except OSError as error:
            raise InputError(Fault(str(folder), f"{error.strerror}".lower(), OTHER)) from None
        except (ValueError, LookupError, TypeError):
            raise InputError(Fault(str(folder / RECORD), "is no such record", OTHER)) from None
        hashed = hash_of_file(path)
        if hashed != told:
            problem = f"is not what was written (SHA-256 {hashed})"
            raise InputError(Fault(str(path), problem, "calibrate again or bring the file back"))
        table = pd.read_csv(BytesIO(data))
        names = table.columns.drop(WEIGHT)
        ends = [(name, end) for name in names for end in (table[name].min(), table[name].max())]
        faults = [fault for name, end in ends if (fault := fault_of(name, float(end)))]
        if faults:
            raise InputError(faults)
        ships = path.resolve().is_relative_to(FOLDER.resolve())
        place = f"experiments/calibration/{folder.name}/{TABLE}" if ships else path.as_posix()
        return cls(table, record, word_of(name_or_path), {place: hashed})

    @cached_property
    def mean(self) -> dict[str, float]:
        """The mean of each parameter, by dotted name."""
        weights = self.table[WEIGHT].to_numpy()
        return {str(name): float(column @ weights) for name, column in self._values.items()}

    def sample(self, number: int) -> list[dict[str, float]]:
        """Return so many draws, as often as their weights say, by dotted name."""
        rows = systematic(self.table[WEIGHT].to_numpy(), number)
        names, values = [str(name) for name in self._values], self._values.to_numpy()[rows]
        return [dict(zip(names, row, strict=True)) for row in values.tolist()]

    @property
    def _values(self) -> pd.DataFrame:
        return self.table.drop(columns=WEIGHT)


def systematic(weights: NDArray[np.float64], number: int) -> NDArray[np.int64]:
    """Return the rows of a systematic sample by weight, in an order that means nothing.

    Each row is drawn its expected number of times, rounded up or down; equal arguments give the
    same sample.
    """
    luck = np.random.default_rng([number, len(weights)])
    ends = np.cumsum(weights) / weights.sum()
    points = (luck.random() + np.arange(number)) / number
    rows = np.minimum(np.searchsorted(ends, points, side="right"), len(weights) - 1)
    return np.asarray(luck.permutation(rows), dtype=np.int64)


def posterior_names() -> tuple[str, ...]:
    """List the posteriors that ship."""
    return tuple(sorted(file.parent.name for file in FOLDER.glob(f"*/{TABLE}")))


def _located(name_or_path: str | Path) -> Path:
    text = str(name_or_path)
    if isinstance(name_or_path, Path) or "/" in text or "\\" in text:
        return Path(text)
    if text not in posterior_names():
        mine = Path(text, TABLE).exists()
        remedy = f"for your folder write './{text}'" if mine else nearest(text, posterior_names())
        raise InputError(Fault("", f"unknown posterior '{one_line(text)}'", remedy))
    return FOLDER / text
