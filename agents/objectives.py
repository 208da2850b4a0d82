"""What each role wants: the twenty objectives of the article's Table II and what serves them.

An objective is served by an act of some kind (scientific, production, educational, consulting)
with a partner of some role (government, business, science, civil society). ``SERVED_BY_KIND`` and
``SERVED_BY_ROLE`` say how far, from 0 to 1 (assumed, read from the words of the objective).
An actor weighs the five objectives of its role; the weights sum to 1.
"""

from __future__ import annotations

import numpy as np

OBJECTIVES = (
    (
        "economic_space",
        "lower_risk",
        "sectors_and_clusters",
        "infrastructure",
        "environment",
    ),
    (
        "inter_sector_cooperation",
        "new_chains",
        "knowledge_exchange",
        "joint_projects",
        "ethical_competition",
    ),
    (
        "exchange_of_experience",
        "student_exchange",
        "joint_programmes",
        "innovation_collaborations",
        "grants",
    ),
    (
        "employment",
        "welfare",
        "tourism",
        "labour_mobility",
        "information_cooperation",
    ),
)

# role x objective x kind: scientific, production, educational, consulting
SERVED_BY_KIND = np.array(
    [
        [
            [0.3, 0.9, 0.3, 0.5],
            [0.3, 0.2, 0.3, 1.0],
            [0.4, 1.0, 0.4, 0.3],
            [0.3, 0.9, 0.2, 0.6],
            [0.8, 0.3, 0.5, 0.5],
        ],
        [
            [0.6, 0.8, 0.3, 0.5],
            [0.1, 1.0, 0.2, 0.5],
            [0.9, 0.4, 0.6, 0.5],
            [0.8, 0.9, 0.2, 0.3],
            [0.2, 0.4, 0.5, 0.8],
        ],
        [
            [0.8, 0.1, 0.8, 0.5],
            [0.3, 0.1, 1.0, 0.1],
            [0.4, 0.2, 1.0, 0.3],
            [1.0, 0.7, 0.3, 0.3],
            [1.0, 0.3, 0.3, 0.4],
        ],
        [
            [0.2, 1.0, 0.6, 0.3],
            [0.4, 0.8, 0.6, 0.5],
            [0.2, 0.5, 0.5, 0.5],
            [0.2, 0.6, 0.9, 0.4],
            [0.5, 0.2, 0.6, 1.0],
        ],
    ]
)

# role x objective x role of the partner: government, business, science, civil society
SERVED_BY_ROLE = np.array(
    [
        [
            [0.8, 1.0, 0.4, 0.3],
            [1.0, 0.5, 0.5, 0.4],
            [0.5, 1.0, 0.7, 0.3],
            [0.8, 0.9, 0.4, 0.4],
            [0.6, 0.5, 0.8, 0.9],
        ],
        [
            [0.4, 1.0, 0.6, 0.3],
            [0.3, 1.0, 0.3, 0.4],
            [0.2, 0.7, 1.0, 0.3],
            [0.6, 0.9, 0.9, 0.2],
            [0.7, 0.6, 0.3, 0.9],
        ],
        [
            [0.3, 0.5, 1.0, 0.5],
            [0.3, 0.2, 1.0, 0.5],
            [0.5, 0.6, 1.0, 0.3],
            [0.4, 1.0, 0.8, 0.3],
            [0.8, 0.6, 0.9, 0.3],
        ],
        [
            [0.6, 1.0, 0.4, 0.4],
            [0.9, 0.7, 0.5, 0.7],
            [0.7, 0.7, 0.3, 1.0],
            [0.6, 0.9, 0.6, 0.6],
            [0.7, 0.3, 0.6, 1.0],
        ],
    ]
)

# role x objective x kind x role of the partner: the geometric mean of both tables
SERVED = np.sqrt(SERVED_BY_KIND[:, :, :, None] * SERVED_BY_ROLE[:, :, None, :])
