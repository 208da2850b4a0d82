"""Regressions of counts, as small as the patterns need them."""

from __future__ import annotations

import numpy as np

from interhelix.model.state import Float

MOST_STEPS = 50  # of Newton's method
LONGEST_STEP = 2.0
CLOSE = 1e-9


def regressed(columns: Float, counts: Float, trials: Float | None = None) -> Float:
    """Return the coefficients of a Poisson regression, or with ``trials`` of a binomial one.

    Maximum likelihood by Newton's method, with the log link or the logit; the first of ``columns``
    (rows x coefficients) is a constant. NaN where it does not converge.
    """
    beta = np.zeros(columns.shape[1])
    if trials is None:
        beta[0] = np.log(max(counts.mean(), 1e-12))
    for _ in range(MOST_STEPS):
        eta = np.clip(columns @ beta, -50.0, 50.0)
        mean = np.exp(eta) if trials is None else trials / (1.0 + np.exp(-eta))
        weight = mean if trials is None else mean * (1.0 - mean / trials)
        bend, lift = columns.T @ (columns * weight[:, None]), columns.T @ (counts - mean)
        step = np.linalg.lstsq(bend, lift, rcond=None)[0]
        beta = np.asarray(beta + np.clip(step, -LONGEST_STEP, LONGEST_STEP), np.float64)
        if np.abs(step).max() < CLOSE:
            return beta
    return np.full(columns.shape[1], np.nan)
