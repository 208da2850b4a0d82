"""Two measures, from section 8 of the ODD: isolates, and the network effect before its twin."""

from __future__ import annotations

import math

from tests.naive.objects import World


def isolates(w: World) -> float:
    """Return the share of actors without a tie across regions [%]."""
    tied = {end for tie in w.ties if w.across(tie.a, tie.b) for end in (tie.a, tie.b)}
    return 100 * (len(w.actors) - len(tied)) / len(w.actors)


def network(w: World) -> float:
    """Return the mean of ln(1 + sum of trust x level over an actor's ties)."""
    access = [sum(tie.trust * tie.level for tie in w.ties_of(a)) for a in range(len(w.actors))]
    return sum(math.log(1 + each) for each in access) / len(access)
