"""Seeds of replicates: the same for every policy, so that pairs share their luck."""

from __future__ import annotations

from hashlib import blake2b

EXACT = 2**53  # the least number from which on not every whole number is a float


def replicate_seed(seed: int, replicate: int) -> int:
    """Return the seed of a replicate: 64 bits of BLAKE2b of the comparison's seed and its number.

    The policy takes no part in it: baseline and treatment of one replicate draw the same numbers
    (common random numbers), and their difference is a paired difference.
    """
    words = seed.to_bytes(8, "little") + replicate.to_bytes(8, "little")
    return int.from_bytes(blake2b(words, digest_size=8).digest(), "little")


def as_text(seed: int) -> str:
    """Return a seed as text with its digits in groups, which ``int`` and ``--seed`` take.

    No program takes it for a number: R, spreadsheets and JavaScript round whole numbers from 2^53.
    """
    return f"{seed:_}"


def told(seed: int) -> int | str:
    """Return a seed as the number that it is, or as text where it is too large to be exact."""
    return seed if seed < EXACT else as_text(seed)
