"""Parameters of projects: proposing a consortium and delivering its result (ODD 7.1, level 3)."""

from __future__ import annotations

from typing import Annotated, NamedTuple

from interhelix.model.parameters.declaration import Declared


class Propose(NamedTuple):
    """How consortia form: forecast, invitation, acceptance, calls."""

    rate: Annotated[float, Declared("proposals/quarter", 0, 5, "Proposals of an actor of mean activity and mean initiative.")] = 0.12
    budget: Annotated[float, Declared("u", 1, 10000, "Budget that each member brings to a project.")] = 120.0
    term: Annotated[float, Declared("quarters", 1, 60, "Median duration of a project.", "cordis2020")] = 12.0
    term_spread: Annotated[float, Declared("sd of ln", 0, 2, "Spread of the duration.", "cordis2020")] = 0.3
    size: Annotated[float, Declared("members", 2, 8, "Members of a project at most.")] = 8.0
    refusals: Annotated[float, Declared("refusals", 1, 40, "Refusals after which an initiator stops inviting.")] = 3.0
    coverage: Annotated[float, Declared("0..1", 0, 1, "Coverage of the required competencies that is asked.", "tronina2020")] = 0.6
    need: Annotated[float, Declared("0..1", 0.05, 1, "Knowledge in a required domain that covers it in full.")] = 0.5
    coordination: Annotated[float, Declared("u", 0, 100, "Cost of coordination per pair of members.")] = 2.5
    results: Annotated[float, Declared("weight", 0, 10, "Result orientation: weight of past success in choosing.", "tronina2020")] = 1.0
    interest: Annotated[float, Declared("0..1", 0, 1, "Interest of the parties: share of refusals without a net benefit.", "tronina2020")] = 1.0
    forecast: Annotated[float, Declared("0..1", 0, 1, "Forecast before partnership: share of proposals that ask for one.", "tronina2020")] = 1.0
    noise: Annotated[float, Declared("share", 0, 5, "Error of a forecast without advice, as a share of the value.")] = 0.6
    renewal: Annotated[float, Declared("probability", 0, 1, "Chance that who led a project proposes to renew it: same domain, same partners.")] = 0.3
    demand: Annotated[float, Declared("weight", 0, 10, "How far the choice of domain follows demand.")] = 1.0
    priority: Annotated[float, Declared("weight", 0, 10, "How far the choice of domain follows priorities.")] = 0.5
    search: Annotated[float, Declared("probability", 0, 1, "Chance that a free seat is offered to somebody found beyond those with whom one works.")] = 0.25
    looks: Annotated[float, Declared("actors", 1, 20, "Actors found that one compares.")] = 4.0
    referral: Annotated[float, Declared("probability", 0, 1, "Chance that an actor found is a partner's partner, by referral.", "cordis2020")] = 0.0
    sight: Annotated[float, Declared("0..1", 0, 1, "How far one sees the competence of somebody found, without a map or a platform.")] = 0.2
    fit: Annotated[float, Declared("log odds", 0, 40, "Weight of coverage in the choice of partners.")] = 4.0
    call_share: Annotated[float, Declared("probability", 0, 1, "Chance that a proposal is entered in a funding call.", "tronina2020")] = 0.0
    call_success: Annotated[float, Declared("probability", 0, 1, "Share of entered proposals that win.", "horizon2020")] = 0.16
    call_grant: Annotated[float, Declared("share", 0, 1, "Share of the budget that a won call pays.", "horizon2020")] = 0.7
    call_regions: Annotated[float, Declared("regions", 1, 8, "Regions that a call asks for.", "horizon2020")] = 3.0
    writing: Annotated[float, Declared("share", 0, 1, "Cost to each member of a proposal that is entered in a call, as a share of its budget.")] = 0.02
    call_contacts: Annotated[float, Declared("contacts/proposal", 0, 20, "Contacts sought for a call.")] = 1.0


class Deliver(NamedTuple):
    """How projects end: p0 coverage exp(-((x - x*) / w)^2) q_c, and what they give."""

    base: Annotated[float, Declared("probability", 0, 1, "p0: success of a perfect project.")] = 0.95
    width: Annotated[float, Declared("1 - cosine", 0.05, 5, "w: tolerance of cognitive distance.", "nooteboom2007")] = 0.45
    value: Annotated[float, Declared("factor", 0, 20, "Value of a success at mean demand, as a multiple of the budget.", "hall2010")] = 0.7
    salvage: Annotated[float, Declared("factor", 0, 5, "Value of a failure, as a multiple of the budget.")] = 0.3
    novelty: Annotated[float, Declared("factor", 0, 5, "Extra value of full complementarity of the members.")] = 0.6
    learning: Annotated[float, Declared("share", 0, 1, "Share of the gap to full knowledge closed by a success.")] = 0.15
    lesson: Annotated[float, Declared("share", 0, 1, "Share of the remaining failures that a full memory of trials prevents.")] = 0.3
    memory: Annotated[float, Declared("share", 0, 1, "Share of a failure that civil society at its best keeps in memory.", "tronina2020")] = 0.5
    discovery: Annotated[float, Declared("share", 0, 1, "Weight of the latest trial in a domain's score.", "foray2015")] = 0.2
    sharing: Annotated[float, Declared("share", 0, 1, "Share of a loss that the members bear alike; the rest falls on one of them.", "tronina2020")] = 1.0
    tax: Annotated[float, Declared("share", 0, 1, "Share of the value that flows to the region's support budget.")] = 0.1
    jobs: Annotated[float, Declared("jobs/u", 0, 10, "Jobs for a year per unit of value created.")] = 0.05
