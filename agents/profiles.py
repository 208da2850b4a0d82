"""How the four roles differ from the start (assumed; factors with mean near 1)."""

from __future__ import annotations

from typing import NamedTuple


class Profile(NamedTuple):
    """What an actor of a role brings, as factors by role in the order of ``ROLES``."""

    knowledge: tuple[float, float, float, float]
    openness: tuple[float, float, float, float]
    income: tuple[float, float, float, float]
    error: tuple[float, float, float, float]


# Science knows most and is most open; business is guarded; government is best funded;
# government and civil society foresee the value of projects worst.
PROFILE = Profile(
    knowledge=(0.8, 1.05, 1.25, 0.9),
    openness=(0.9, 0.75, 1.3, 1.05),
    income=(1.3, 1.2, 0.9, 0.6),
    error=(1.2, 0.8, 0.9, 1.1),
)
