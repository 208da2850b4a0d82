"""Settings from a file: a column for each parameter, a row for each draw."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

from interhelix.model.errors import Fault, InputError, unknown
from interhelix.model.parameters import catalogue, fault_of

NUMBER = "draw"  # a column that only counts
REMEDY = "give a CSV or Parquet file with a column for each parameter, by its dotted name"
MOST = 100_000


class Draws(NamedTuple):
    """Parameters by dotted name, and their values: a row for each draw."""

    names: tuple[str, ...]
    points: tuple[tuple[float, ...], ...]


def read_draws(path: Path) -> Draws:
    """Read draws of parameters, as ``interhelix calibrate`` writes a posterior.

    Raises:
        InputError: the file cannot be read, or has what is no parameter or no value of one.

    """
    where = str(path)
    try:
        read = pd.read_parquet if path.suffix == ".parquet" else pd.read_csv
        table = read(path)
    except OSError as error:
        raise InputError(Fault(where, error.strerror or "cannot be read", REMEDY)) from None
    except (ValueError, UnicodeError) as error:
        problem = f"is no table ({str(error).splitlines()[0][:80]})"
        raise InputError(Fault(where, problem, REMEDY)) from None
    names = [str(name) for name in table.columns if name != NUMBER]
    if not names or not 2 <= len(table) <= MOST:
        problem = f"has {len(table)} draws of {len(names)} parameters"
        raise InputError(Fault(where, problem, f"give 2 to {MOST:,} draws"))
    faults = [
        unknown("column", n, catalogue(), where).faults[0] for n in names if n not in catalogue()
    ]
    for name in (name for name in names if name in catalogue()):
        values = pd.to_numeric(table[name], errors="coerce").to_numpy(dtype=np.float64)
        for row in np.flatnonzero([fault_of(name, float(value)) is not None for value in values])[
            :1
        ]:
            fault = fault_of(name, float(values[row]))
            assert fault is not None
            faults.append(Fault(f"{where}, draw {row + 1}, {name}", fault.problem, fault.remedy))
    if faults:
        raise InputError(faults)
    return Draws(tuple(names), tuple(map(tuple, table[names].to_numpy(dtype=np.float64).tolist())))
