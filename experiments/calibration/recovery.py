"""Recovery: from summaries that the model itself has made, are the parameters found again?"""

from __future__ import annotations

import numpy as np
import pandas as pd

from interhelix.experiments.calibration.abc import LEVEL, Reference, fitted

CASES = 50
COVERED = (0.80, 0.98)  # share of cases whose interval holds the truth, of one called identified
NARROW = 0.6  # width of the posterior's interval beside the prior's, below which it is narrower


def recovered(reference: Reference, accepted: float, cases: int = CASES) -> pd.DataFrame:
    """Return for each parameter how well it is found again from summaries of the model's own.

    Each case takes a draw of the reference as the truth and its summaries as observed, and fits to
    the other draws. ``covered`` is the share of cases whose 90 % interval holds the truth,
    ``narrowed`` the median width of that interval as a share of the prior's, ``agreement`` the rank
    correlation of the posterior mean with the truth. A parameter is ``identified`` if ``covered``
    lies in ``COVERED`` and ``narrowed`` is at most ``NARROW``.
    """
    chosen = np.linspace(0, len(reference.values), cases, endpoint=False).astype(int)
    truth = reference.values[chosen]
    found = [
        fitted(reference.without(row), reference.summaries[row], accepted) for row in chosen
    ]
    low, high = np.swapaxes(np.array([each.interval() for each in found]), 0, 1)
    means = np.array([each.mean for each in found])
    prior = LEVEL * (reference.bounds[:, 1] - reference.bounds[:, 0])
    covered = ((low <= truth) & (truth <= high)).mean(axis=0)
    narrowed = np.median(high - low, axis=0) / prior
    agreement = [
        float(pd.Series(mean).corr(pd.Series(true), method="spearman"))
        for mean, true in zip(means.T, truth.T, strict=True)
    ]
    honest = (covered >= COVERED[0]) & (covered <= COVERED[1])
    return pd.DataFrame(
        {
            "covered": covered,
            "narrowed": narrowed,
            "agreement": agreement,
            "identified": honest & (narrowed <= NARROW),
        }
    )
