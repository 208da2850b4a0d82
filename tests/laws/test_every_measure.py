"""Every measure can be read in every state, whatever the parameters."""

from __future__ import annotations

import math

from hypothesis import example, given

from interhelix.model.measures import MEASURES, observe
from interhelix.model.measures.undefined import UNDEFINED
from tests.laws.cases import LIVELY, Case, cases, few

# What is a share of something stays one.
SHARES = ("isolates", "members", "digital", "success", "same_role_share", "closed_share",
          "largest_component", "projects_in_priority", "waiting", "coverage",
          "modernity")  # fmt: skip
FROM_0_TO_1 = ("trust", "reciprocity", "global_efficiency", "openness", "served",
               "gini_strength", "gini_regions", "repeat_share")  # fmt: skip
FORGOTTEN = {"turbulence.ageing": 0.2, "turbulence.neglect": 50}  # domains that nobody knows


@few
@given(cases)
@example(Case(3, (1, 1, 1, 1), {**LIVELY, **FORGOTTEN}, {}, 1, quarters=4))
def test_every_measure_gives_a_figure_or_says_that_there_is_none(case: Case) -> None:
    *_, (step, state) = case.walk()
    now = observe(state, step + 1)
    figures = {measure.name: float(measure.read(now)) for measure in MEASURES}
    assert not [name for name, figure in figures.items() if math.isinf(figure)]
    assert {name for name, figure in figures.items() if math.isnan(figure)} <= set(UNDEFINED)
    for names, most in ((SHARES, 100), (FROM_0_TO_1, 1)):
        for name in names:
            figure = figures[name]
            assert math.isnan(figure) or -1e-9 <= figure <= most + 1e-9, name
