"""Parameters of the setting: how a world is founded, how demand moves, how regions choose priorities."""

from __future__ import annotations

from typing import Annotated, NamedTuple

from interhelix.model.parameters.declaration import Declared


class Founding(NamedTuple):
    """The state at quarter 0 (ODD 5)."""

    activity_spread: Annotated[
        float,
        Declared("sd of ln", 0, 2.5, "Heterogeneity of the actors' activity within a role.", "assumed"),
    ] = 1.4
    mass_weight: Annotated[
        float,
        Declared("exponent", 0, 2, "How the activity of all actors of a region follows its product."),
    ] = 1.0
    talent_weight: Annotated[
        float,
        Declared("exponent", 0, 2, "How the activity of all actors of a region follows its human resources."),
    ] = 1.0
    specialisation: Annotated[
        float,
        Declared("Dirichlet", 0.1, 20, "Evenness of a region's specialisation where it is drawn."),
    ] = 1.0
    knowledge: Annotated[
        float, Declared("0..1", 0.05, 0.9, "Mean knowledge of an actor in its region's main domain.")
    ] = 0.55
    openness: Annotated[float, Declared("0..1", 0.05, 0.95, "Mean openness of actors.")] = 0.5
    contract_quality: Annotated[
        float, Declared("0..1", 0.05, 1, "Mean quality of contracts where it is drawn.")
    ] = 0.85
    digital: Annotated[
        float, Declared("0..1", 0.05, 1, "Mean contribution of a role to the digital environment.")
    ] = 0.5
    capacity: Annotated[
        float, Declared("ties", 1, 200, "Live ties that an actor of mean activity can carry.")
    ] = 14.0
    funds: Annotated[float, Declared("u", 0, 1000, "Funds of an actor of mean activity.")] = 150.0
    internal: Annotated[
        float, Declared("probability", 0, 1, "Chance that two roles of a region are tied at the start.")
    ] = 0.8
    internal_trust: Annotated[float, Declared("0..1", 0, 1, "Trust in the ties inside a region at the start.")] = 0.5
    external: Annotated[
        float,
        Declared("ties/actor", 0, 10, "External ties at the start: few, at level 1.", "tronina2020"),
    ] = 0.3


class Turbulence(NamedTuple):
    """Cyclical states of superiority: demand moves, knowledge ages, shocks strike (ODD 7.9)."""

    period: Annotated[
        float, Declared("quarters", 2, 400, "Mean time between two shifts of demand.", "tronina2020")
    ] = 20.0
    contrast: Annotated[
        float, Declared("sd of ln", 0, 3, "How unequal the demand for domains is.")
    ] = 0.7
    pace: Annotated[
        float, Declared("1/quarter", 0, 1, "Speed at which demand follows a shift.")
    ] = 0.15
    ageing: Annotated[float, Declared("1/quarter", 0, 0.2, "Share of knowledge that ages.")] = 0.01
    neglect: Annotated[
        float, Declared("factor", 0, 50, "How much faster knowledge ages the weaker a domain is beside one's strongest.", "argote1990")
    ] = 2.0
    shock_rate: Annotated[
        float, Declared("1/quarter", 0, 1, "Chance that a shock strikes a district.")
    ] = 0.01
    shock_share: Annotated[
        float, Declared("probability", 0, 1, "Chance that a region of a struck district is hit.")
    ] = 0.7
    shock_depth: Annotated[
        float, Declared("0..1", 0, 1, "Stress of a region that is hit: share of success lost.")
    ] = 0.4
    recovery: Annotated[float, Declared("1/quarter", 0, 1, "Share of stress that heals.")] = 0.2


class Prioritise(NamedTuple):
    """Choice of regional priorities: by oneself, or by smart specialisation (ODD 7.6)."""

    smart: Annotated[
        float,
        Declared("0..1", 0, 1, "Smart specialisation in force: 0 by oneself, 1 in full.", "foray2015"),
    ] = 0.0
    domains: Annotated[float, Declared("domains", 1, 8, "Priorities of a region.", "foray2015")] = 3.0
    review: Annotated[
        float, Declared("quarters", 1, 60, "Time between two reviews of the priorities.")
    ] = 12.0
    delay: Annotated[
        float,
        Declared("quarters", 0, 12, "Delay per tier (state, district, region) before a policy works."),
    ] = 1.0
    noise: Annotated[float, Declared("sd", 0, 3, "Error of one expert's estimate of a domain.")] = 0.8
    experts: Annotated[
        float, Declared("experts", 1, 400, "Experts that choose under smart specialisation.")
    ] = 12.0
    noise_floor: Annotated[
        float, Declared("sd", 0, 3, "Error that stays however many experts choose.")
    ] = 0.1
    fashion: Annotated[
        float, Declared("weight", 0, 5, "Pull of present demand and of what others choose, by oneself.")
    ] = 0.8
    advantage: Annotated[
        float,
        Declared("weight", 0, 5, "Weight of existing advantage (revealed, RCA).", "balassa1965"),
    ] = 0.8
    relatedness: Annotated[
        float,
        Declared("weight", 0, 5, "Weight of potential advantage (relatedness).", "hidalgo2007"),
    ] = 0.6
    outward: Annotated[
        float, Declared("weight", 0, 5, "Weight of complementarity with partner regions.", "tronina2020")
    ] = 0.4
    alignment: Annotated[
        float, Declared("weight", 0, 5, "Condition 1: agreement with state priorities.", "tronina2020")
    ] = 0.3
    no_duplication: Annotated[
        float, Declared("weight", 0, 5, "Condition 2: penalty on what others prioritise.", "tronina2020")
    ] = 1.0
    interregional: Annotated[
        float, Declared("weight", 0, 5, "Condition 4: bonus for domains of joint work.", "tronina2020")
    ] = 0.3
    interdisciplinary: Annotated[
        float, Declared("weight", 0, 5, "Condition 5: bonus for related strong domains.", "tronina2020")
    ] = 0.2
    structural_change: Annotated[
        float, Declared("weight", 0, 5, "Condition 6: bonus for domains new to the region.", "tronina2020")
    ] = 0.2
    discovery: Annotated[
        float,
        Declared("weight", 0, 5, "Weight of what business found out by trying.", "foray2015"),
    ] = 0.6
    map: Annotated[
        float, Declared("0..1", 0, 1, "Quality of the public map of regional competencies, and share of searches beyond the region that use it.", "tronina2020")
    ] = 0.0
    foresight: Annotated[
        float, Declared("0..1", 0, 1, "Skill of regional foresight: share of coming demand seen.", "tronina2020")
    ] = 0.0
    support: Annotated[
        float,
        Declared("share", 0, 1, "Share of a priority project's budget that the region co-funds.", "tronina2020"),
    ] = 0.0
