"""Projects: how many, whose, how well they end, what they cost and what is lost (ODD 8)."""

from __future__ import annotations

import math

import numpy as np

from interhelix.agents.roles import SCIENCE
from interhelix.model.measures.census import Observation
from interhelix.model.measures.counts import BY_PROJECTS
from interhelix.model.measures.information import seats
from interhelix.model.measures.measure import Measure, per_actor, ratio, ratios
from interhelix.model.state import LIVE, Float

ROUNDING = 1e-9  # who gets back what it paid does not lose by rounding


def success(o: Observation) -> Float:
    """Return the share of ended projects that succeeded [%]; 0 before one has ended."""
    return ratios(100.0 * o.counts.succeeded, o.counts.ended, otherwise=0.0)


def project_return(o: Observation) -> Float:
    """Return value less cost over cost of ended projects [%]; NaN before one has ended."""
    value, cost = o.counts.ended_value, o.counts.ended_cost
    return 100.0 * ratios(value - cost, cost)


def project_target(o: Observation) -> float:
    """Return the value on success over the budget, of all projects; NaN without one."""
    return ratio(o.projects.target.sum(), o.projects.budget.sum())


def project_cost(o: Observation) -> float:
    """Return what a project across costs each member [u]; NaN without one."""
    projects = o.projects
    across = projects.external == 1
    return ratio(projects.budget[across].sum(), projects.team[across].sum())


def coordination_cost(o: Observation) -> float:
    """Return the cost of coordination of two members of a project across [u]; NaN without one."""
    projects = o.projects
    across = projects.external == 1
    team = projects.team[across].astype(np.float64)
    return ratio(projects.coordination[across].sum(), (team * (team - 1.0) / 2.0).sum())


def demand_kept(o: Observation) -> float:
    """Return the share of its target that demand left to an ended project [%]; NaN without one."""
    projects = o.projects
    ended = projects.outcome != LIVE
    return 100.0 * ratio(projects.kept[ended].sum(), ended.sum())


def losers(o: Observation) -> float:
    """Return the share of members of ended projects who got less than they paid [%]; NaN without."""
    projects = o.projects
    ended = projects.outcome != LIVE
    inside = seats(projects)[ended]
    less = projects.share[ended] < projects.paid[ended] * (1.0 - ROUNDING)
    return 100.0 * ratio((less & inside).sum(), inside.sum())


def project_learning(o: Observation) -> float:
    """Return the knowledge that an ended project gave a member in its domain [% of full]."""
    projects = o.projects
    ended = projects.outcome != LIVE
    return 100.0 * ratio(projects.learned[ended].sum(), projects.team[ended].astype(int).sum())


def loss(o: Observation) -> float:
    """Return what a member of a failed project loses [u]; NaN without a failure."""
    return ratio(o.state.ledger.loss.sum(), o.state.ledger.losses.sum())


def loss_spread(o: Observation) -> float:
    """Return the standard deviation of that loss [u]; NaN without a failure."""
    ledger = o.state.ledger
    square = ratio(ledger.loss_square.sum(), ledger.losses.sum())
    return math.sqrt(max(0.0, square - loss(o) ** 2)) if square == square else square


def in_priority(o: Observation) -> float:
    """Return the share of projects in a priority domain of the lead's region [%]; NaN without."""
    projects = o.projects
    return 100.0 * ratio(projects.in_priority.sum(), len(projects))


def not_by_science(o: Observation) -> float:
    """Return the share of projects that science does not lead [%]; NaN without one."""
    role = o.state.actors.role[o.projects.lead]
    return 100.0 * ratio((role != SCIENCE).sum(), len(role))


def four_roles(o: Observation) -> float:
    """Return the share of projects across in which all four roles take part [%]; NaN without."""
    projects = o.projects
    across = np.flatnonzero(projects.external)
    inside = seats(projects)[across]
    bits = np.where(inside, 1 << o.state.actors.role[projects.members[across]].astype(int), 0)
    every = np.bitwise_or.reduce(bits, axis=1) == 0b1111
    return 100.0 * ratio(every.sum(), len(across))


PROJECT = (
    Measure("success", "% of projects", "more", 2.0, "Ended projects that succeeded.", success, BY_PROJECTS),
    Measure("joint_projects", "projects/100 actors", "more", 2.0, "Projects across regions.", lambda o: per_actor(o.counts.across, o), BY_PROJECTS),
    Measure("projects_ended", "projects/100 actors", "more", 2.0, "Ended projects, inside regions and across.", lambda o: per_actor((o.projects.outcome != LIVE).sum(), o)),
    Measure("projects_of_three_regions", "projects/100 actors", "more", 1.0, "Projects of three regions or more.", lambda o: per_actor((o.projects.regions >= 3).sum(), o)),
    Measure("projects_of_four_roles", "% of projects", "more", 1.0, "Projects across in which all four roles take part.", four_roles),
    Measure("leads_not_science", "% of projects", "neither", 2.0, "Projects that science does not lead.", not_by_science),
    Measure("projects_in_priority", "% of projects", "more", 2.0, "Projects in a priority of the lead's region.", in_priority),
    Measure("project_return", "% of cost", "more", 2.0, "Value less cost of ended projects.", project_return, BY_PROJECTS),
    Measure("project_target", "x budget", "more", 0.05, "Value on success over the budget.", project_target),
    Measure("project_cost", "u/member", "less", 1.0, "What a project across costs each member.", project_cost),
    Measure("coordination_cost", "u/pair", "less", 0.05, "Cost of coordination of two members of a project across.", coordination_cost),
    Measure("demand_kept", "% of target", "more", 1.0, "What demand left of the targets of ended projects.", demand_kept),
    Measure("losers", "% of members", "less", 1.0, "Members of ended projects who got back less than they paid.", losers),
    Measure("project_learning", "% of full", "more", 0.1, "Knowledge that an ended project gave a member in its domain.", project_learning),
    Measure("loss", "u/member", "less", 1.0, "What a member of a failed project loses.", loss),
    Measure("loss_spread", "u", "less", 1.0, "Spread (sd) of that loss.", loss_spread),
)  # fmt: skip
