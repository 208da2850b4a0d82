"""Where a measure has no value: it is NaN there, and nothing else of the run is touched."""

from __future__ import annotations

from collections.abc import Mapping

from interhelix.agents.objectives import OBJECTIVES
from interhelix.agents.roles import ROLES

UNDEFINED: Mapping[str, str] = {
    "trust": "without a tie across",
    "disputes": "before any act",
    "net_value_business": "where business has no actor",
    **{f"value_over_cost_{level}": f"before any cost at level {level}" for level in (1, 2, 3, 4)},
    "served": "before any act across",
    **{f"served_{role}": f"where {role} has no actor" for role in ROLES},
    **{
        f"objective_{name}": f"before any act across of {role}"
        for role, names in zip(ROLES, OBJECTIVES, strict=True)
        for name in names
    },
    **{f"members_{role}": f"where {role} has no actor" for role in ROLES},
    "fees": "before the platform has a member",
    "platform_cost": "before the platform has a member",
    "projects_of_four_roles": "without a project across",
    "leads_not_science": "without a project",
    "projects_in_priority": "without a project",
    "project_return": "before a project has ended",
    "project_target": "without a project",
    "project_cost": "without a project across",
    "coordination_cost": "without a project across",
    "demand_kept": "before a project has ended",
    "complementarity": "without a tied region pair whose regions have a priority",
    "losers": "before a project has ended",
    "project_learning": "before a project has ended",
    "loss": "before a project has failed",
    "loss_spread": "before a project has failed",
    "t_excess": "with fewer than 30 projects across",
    "t_excess_z": "with fewer than 30 projects across",
    "o_information_excess": "with fewer than 30 projects across",
    "t_four_excess": "with fewer than 30 projects across",
    "t_between": "with fewer than 30 projects across",
    "forecast_brier": "in the first year",
    "no_change_brier": "in the first year",
    "forecast_skill": "in the first year, and where no region pair has changed its level in a year",
    "distance_ratio": "without a tie across, and where all regions share one place",
    "same_role_share": "without a tie across",
    "closed_share": "without a tie across",
    "cognitive_gap": "without a tie across of the last two years",
    "reciprocity": "without a tie across in which knowledge flowed",
    "inflow_science_business": "without a tie across of science and business",
    "platform_fit": "without a tie of the last two years that was born on the platform",
    "platform_interest": "without a tie of the last two years that was born on the platform",
    "role_assortativity": "where every tie across joins the same role",
    **{f"survival_level_{level}": f"before a tie across had level {level}" for level in (1, 2, 3, 4)},
    **{
        f"priority_{name}": "where no region has a priority"
        for name in (
            "advantage", "related", "discovery", "outward", "state", "joint",
            "interdisciplinary", "new", "demand",
        )
    },
}  # fmt: skip
