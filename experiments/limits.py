"""The whole numbers that a run, a comparison or a command takes, with their bounds."""

from __future__ import annotations

from interhelix.model.errors import Fault, InputError

BOUNDS = {
    "replicates": (2, 100_000),
    "quarters": (1, 400),
    "seed": (0, 2**64 - 1),
    "size": (1, 1_000_000),
    "workers": (1, 1_024),
    "limit": (1, 7 * 24 * 3600),
    "port": (1024, 65_535),
}


def fault_of_number(name: str, value: object) -> Fault | None:
    """Say what is wrong with a value for one of ``BOUNDS``; ``None`` if nothing is."""
    low, high = BOUNDS[name]
    remedy = f"give a whole number from {low} to {high}"
    if isinstance(value, bool) or not isinstance(value, int):
        return Fault(name, f"{value!r} is not a whole number", remedy)
    if not low <= value <= high:
        return Fault(name, f"{value} is out of bounds", remedy)
    return None


def check_numbers(numbers: dict[str, int]) -> None:
    """Refuse numbers that are out of bounds, all faults at once.

    Raises:
        InputError: with a fault for each number that is wrong.

    """
    faults = [fault for name, value in numbers.items() if (fault := fault_of_number(name, value))]
    if faults:
        raise InputError(faults)
