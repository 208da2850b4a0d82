"""Parameters of the search for partners: proximity (the logit of a contact) and the channels of contact."""

from __future__ import annotations

from typing import Annotated, NamedTuple

from interhelix.model.parameters.declaration import Declared


class Proximity(NamedTuple):
    """The terms of the logit of a contact or act; zero switches a term off (ODD 7, ``boschma2005``)."""

    distance: Annotated[
        float, Declared("per ln(km/100)", -2, 0, "Geographic: falls with distance.", "cordis2020")
    ] = -0.12
    cognitive: Annotated[
        float, Declared("per square", -50, 0, "Cognitive: falls off the optimum.", "nooteboom2007")
    ] = -6.0
    optimum: Annotated[
        float, Declared("1 - cosine", 0, 1, "Cognitive distance at which two learn most.", "nooteboom2007")
    ] = 0.25
    institutional: Annotated[
        float, Declared("log odds", -3, 3, "Institutional: the two roles differ.", "boschma2005")
    ] = -0.25
    social: Annotated[
        float, Declared("log odds", -3, 3, "Social: a common partner.", "cordis2020")
    ] = 0.45
    organisational: Annotated[
        float, Declared("log odds", -3, 3, "Organisational: a live project together.", "boschma2005")
    ] = 0.3
    experience: Annotated[
        float,
        Declared("share", 0, 2, "Share of the excess log odds ln 3, ln 1.5, ln 1.4, .1 by joint project, in the choice of partners for the next.", "cordis2020"),
    ] = 1.0
    interest: Annotated[
        float, Declared("log odds", 0, 10, "Weight of how far a tie serves the objectives of both.")
    ] = 2.0


class Meet(NamedTuple):
    """How actors find partners (ODD 7, 7.3)."""

    rate: Annotated[
        float, Declared("contacts/quarter", 0, 20, "Contacts that an actor of mean activity seeks.")
    ] = 1.0
    initiate_government: Annotated[
        float, Declared("share", 0, 1, "Share of initiatives by government.", "cordis2020")
    ] = 0.04
    initiate_business: Annotated[
        float, Declared("share", 0, 1, "Share of initiatives by business.", "cordis2020")
    ] = 0.19
    initiate_science: Annotated[
        float, Declared("share", 0, 1, "Share of initiatives by science.", "cordis2020")
    ] = 0.72
    initiate_civil_society: Annotated[
        float, Declared("share", 0, 1, "Share of initiatives by civil society.", "cordis2020")
    ] = 0.05
    base: Annotated[float, Declared("log odds", -10, 5, "Logit of a contact that becomes a tie.")] = -2.5
    internal: Annotated[
        float, Declared("probability", 0, 1, "Chance that a search stays in the own region.")
    ] = 0.25
    closure: Annotated[
        float, Declared("probability", 0, 1, "Chance that a search goes through a partner.")
    ] = 0.2
    interregional: Annotated[
        float, Declared("share", 0, 1, "Share of contacts across regions that are allowed; 0 is closed.", "tronina2020")
    ] = 1.0
    conferences: Annotated[
        float,
        Declared("events/quarter/100 regions", 0, 400, "Conferences and forums that are held.", "tronina2020"),
    ] = 0.0
    attendance: Annotated[
        float, Declared("visits/event/100 regions", 0, 1, "Visits of an actor of mean activity, for each event that 100 regions hold.")
    ] = 0.025
    event_contacts: Annotated[
        float, Declared("contacts/event", 0, 30, "People that one who attends talks to.")
    ] = 2.0
    event_cost: Annotated[float, Declared("u", 0, 100, "Cost to attend an event.")] = 1.0
    investors: Annotated[
        float, Declared("u/visit", 0, 1000, "Search for investors: money found at an event, on average.", "tronina2020")
    ] = 0.0
    gatekeepers: Annotated[
        float, Declared("share", 0, 1, "Share of searches beyond the region that are left to its gatekeeper.", "allen1977")
    ] = 0.0
    platform_contacts: Annotated[
        float, Declared("contacts/quarter", 0, 20, "Contacts that a member seeks on the platform.")
    ] = 1.0
    strategy_contacts: Annotated[
        float, Declared("contacts/quarter", 0, 20, "Contacts in joint fields that an actor of a coordinated pair seeks.", "berlin2011")
    ] = 5.0
