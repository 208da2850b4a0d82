"""Parameters of cooperation along the ladder: trust, exchange, climbing, lapsing, integration, learning."""

from __future__ import annotations

from typing import Annotated, NamedTuple

from interhelix.model.parameters.declaration import Declared


class Trust(NamedTuple):
    """How trust in a tie moves (ODD 7.1)."""

    start: Annotated[float, Declared("0..1", 0, 1, "Trust in a new tie.")] = 0.2
    gain: Annotated[float, Declared("share", 0, 1, "Share of the distance to 1 gained on success.")] = 0.15
    loss: Annotated[float, Declared("factor", 0, 1, "Trust is multiplied by this on failure.")] = 0.6
    decay: Annotated[float, Declared("1/quarter", 0, 1, "Trust lost in a quarter.")] = 0.01
    stake_information: Annotated[
        float, Declared("0..1", 0, 1, "What an information act tells of trust, a project being 1.", "lewicki1996")
    ] = 0.3
    stake_expert: Annotated[
        float, Declared("0..1", 0, 1, "What an expert act tells of trust, a project being 1.", "lewicki1996")
    ] = 0.6


class Exchange(NamedTuple):
    """Acts of information and advice (ODD 7.1, levels 1 and 2)."""

    rate_information: Annotated[float, Declared("acts/quarter", 0, 4, "Information acts of two of mean activity.")] = 0.4
    rate_expert: Annotated[float, Declared("acts/quarter", 0, 4, "Expert acts of two of mean activity.")] = 0.4
    codified: Annotated[float, Declared("share", 0, 1, "Share of a knowledge gap that an information act closes.")] = 0.02
    tacit: Annotated[float, Declared("share", 0, 1, "Share of a knowledge gap that advice closes.")] = 0.05
    absorption: Annotated[
        float, Declared("0..1", 0.01, 1, "Knowledge at which half of what is offered is absorbed.", "cohen1990")
    ] = 0.2
    strangeness: Annotated[
        float, Declared("share", 0, 1, "Share of what is offered that is not understood at cognitive distance 1.", "nooteboom2007")
    ] = 1.0
    leakage: Annotated[float, Declared("u/knowledge", 0, 10000, "Sales that a business loses where its knowledge is seen by others.", "laursen2006")] = 200.0
    training: Annotated[float, Declared("factor", 0, 10, "Training and retraining close this many times the gap.", "tronina2020")] = 3.0
    sharing: Annotated[float, Declared("factor", 0, 10, "A common platform closes this many times the gap.")] = 1.3
    advice: Annotated[float, Declared("share", 0, 1, "Share of the adviser's expertise by which forecast error falls.")] = 0.3
    joint_fields: Annotated[float, Declared("factor", 0, 10, "Acts of a coordinated pair take place at least this many times as often as of two of mean activity: regular meetings in joint fields.", "berlin2011")] = 7.5
    cost_information: Annotated[float, Declared("u", 0, 100, "Cost of an information act to each side.")] = 1.0
    cost_expert: Annotated[float, Declared("u", 0, 100, "Cost of an expert act to each side.")] = 3.0
    dispute: Annotated[float, Declared("probability", 0, 1, "Chance of a dispute with no contract and no trust.")] = 0.3
    contracts: Annotated[
        float, Declared("0..1", 0, 1, "How far clear contracts prevent disputes.", "tronina2020")
    ] = 1.0


class Climb(NamedTuple):
    """The hazard to climb one level after an act: sigma(eta) if trust and acts suffice (ODD 7.1). No policy enters it."""

    base_expert: Annotated[float, Declared("log odds", -15, 5, "Logit of the step from 1 to 2, by each act.")] = -4.0
    base_project: Annotated[float, Declared("log odds", -15, 5, "Logit of the step from 2 to 3, by each act.")] = -7.75
    base_integrated: Annotated[float, Declared("log odds", -15, 5, "Logit of the step from 3 to 4 in an integrated pair.")] = -2.0
    trust_information: Annotated[float, Declared("0..1", 0, 1, "Trust that level 1 needs.")] = 0.1
    trust_expert: Annotated[float, Declared("0..1", 0, 1, "Trust that level 2 needs.")] = 0.3
    trust_project: Annotated[float, Declared("0..1", 0, 1, "Trust that level 3 needs.")] = 0.5
    trust_integrated: Annotated[float, Declared("0..1", 0, 1, "Trust that level 4 needs.")] = 0.75
    acts_expert: Annotated[float, Declared("acts", 0, 40, "Acts at level 1 that level 2 needs.")] = 2.0
    acts_project: Annotated[float, Declared("acts", 0, 40, "Acts at level 2 that level 3 needs.")] = 2.0
    acts_integrated: Annotated[float, Declared("acts", 0, 40, "Acts at level 3 that level 4 needs.")] = 3.0
    trust: Annotated[float, Declared("log odds", 0, 40, "How far trust beyond what the next level needs helps.")] = 4.0
    gain: Annotated[float, Declared("log odds", 0, 40, "How far the net value that both expect of a joint project, as a share of its budget, helps to level 3.")] = 2.0
    internal: Annotated[float, Declared("log odds", 0, 10, "Help of a common region (institutions, daily contact) up to level 3.")] = 2.5
    forecast: Annotated[
        float, Declared("0..1", 0, 1, "Forecast before partnership: share of climbs to level 3 for which both must expect a gain.", "tronina2020")
    ] = 1.0
    threshold: Annotated[float, Declared("share", -2, 2, "Net value that each must expect of a joint project, as a share of its budget.")] = 0.0


class Lapse(NamedTuple):
    """How idle or distrusted ties fall one level (ODD 7.1)."""

    patience: Annotated[float, Declared("quarters", 1, 400, "Idle time after which a tie falls.")] = 8.0
    rate: Annotated[float, Declared("1/quarter", 0, 1, "Chance that such a tie falls in a quarter.")] = 1.0
    margin: Annotated[float, Declared("0..1", 0, 1, "Trust below a level's threshold at which a tie falls.")] = 0.1


class Integrate(NamedTuple):
    """How a region pair reaches the integrated level (ODD 7.1, level 4)."""

    coordination: Annotated[
        float, Declared("0..1", 0, 1, "Support of the world's coordinated pairs on their way to a joint strategy.", "berlin2011")
    ] = 0.0
    base: Annotated[float, Declared("log odds", -15, 5, "Logit that both governments sign in a quarter, at the trust that level 4 needs.")] = -0.5
    trust: Annotated[float, Declared("log odds", 0, 40, "How far the mean trust of the joint work beyond that helps the signing.")] = 8.0
    funding: Annotated[float, Declared("share", 0, 1, "Share of the budget of a joint project that a coordinated pair pays from both support budgets.", "berlin2011")] = 0.5
    office: Annotated[float, Declared("u/quarter", 0, 1000, "Cost of the joint office of a coordinated or integrated pair.")] = 10.0
    pooled: Annotated[float, Declared("share", 0, 1, "Share of two regions' support budgets that is pooled.")] = 0.2
    saving: Annotated[float, Declared("share", 0, 1, "Coordination cost that the joint office of a coordinated or integrated pair saves.")] = 0.4
    leaving: Annotated[float, Declared("u", 0, 10000, "Cost to each government of leaving a strategy.")] = 250.0
    patience: Annotated[float, Declared("quarters", 1, 400, "Time without joint work at level 3 or more after which a strategy ends.")] = 8.0


class Learn(NamedTuple):
    """Own learning, incomes and the memory of trials (ODD 3, 7.8)."""

    rate: Annotated[float, Declared("1/quarter", 0, 1, "Share of the gap to full knowledge that own work closes in its strongest domain.")] = 0.03
    focus: Annotated[float, Declared("exponent", 0, 10, "How far own work stays with what one knows best: (K / strongest K) to this power.")] = 2.0
    priority: Annotated[float, Declared("factor", 1, 10, "How much more is learned in a priority domain.")] = 1.5
    income: Annotated[float, Declared("u/quarter", 0, 1000, "Income of an actor of mean activity.")] = 30.0
    output: Annotated[float, Declared("u/quarter", 0, 1000, "Value that an actor of mean activity makes of full knowledge of all domains at mean demand.")] = 80.0
    reserve: Annotated[float, Declared("quarters", 1, 400, "Incomes that an actor keeps at most; the rest is spent at home.")] = 12.0
    public: Annotated[float, Declared("u/actor/quarter", 0, 250, "Support budget of regions for each actor.")] = 7.5
    concentration: Annotated[float, Declared("exponent", 0, 4, "How public money follows the product of regions: 0 alike, 1 in proportion, more to hubs.")] = 1.0
    trade: Annotated[float, Declared("u/tie/quarter", 0, 1000, "Traditional division of labour: gain of a tie between wholly unlike regions.", "tronina2020")] = 0.0
    forgetting: Annotated[float, Declared("1/quarter", 0, 1, "Share of the gap to its first forecast error that returns.")] = 0.03
    memory: Annotated[float, Declared("1/quarter", 0, 1, "Share of the memory of failures that fades.")] = 0.05
