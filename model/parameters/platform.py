"""Parameters of what the platform does: its services, and which interactions it allows (ODD 7.8)."""

from __future__ import annotations

from typing import Annotated, NamedTuple

from interhelix.model.parameters.declaration import Declared

KINDS_ALLOWED = "Kinds allowed on the platform: sum of 1 scientific, 2 production, 4 educational, 8 consulting; 15 is all."


class Services(NamedTuple):
    """Nine tasks of the platform as services between members, and the living lab; zero is off (ODD 7.8)."""

    data_bank: Annotated[float, Declared("0..1", 0, 1, "Information bank: how far the data on partners can be searched.", "tronina2020")] = 1.0
    networking: Annotated[float, Declared("0..1", 0, 1, "Networking: share of the contacts that the platform suggests.", "tronina2020")] = 1.0
    expert_directory: Annotated[float, Declared("0..1", 0, 1, "Involvement of specialists: how far the competence of a member that is found is seen, where the data are good.", "tronina2020")] = 1.0
    trial_memory: Annotated[float, Declared("share", 0, 1, "Trial and error: share of all members' memory of failures that a team of members can use.", "tronina2020")] = 0.6
    task_correction: Annotated[float, Declared("share", 0, 1, "Correction of tasks: share of a fall of demand that a team of members avoids.", "tronina2020")] = 0.3
    monitoring: Annotated[float, Declared("share", 0, 1, "Monitoring, control, evaluation: share of a failing budget saved by a team of members.", "tronina2020")] = 0.15
    division: Annotated[float, Declared("share", 0, 1, "Division of processes: share of the cost of coordination saved by a team of members.", "tronina2020")] = 0.3
    horizontal: Annotated[float, Declared("factor", 0, 10, "Horizontal links: this much more often members of the same role act.", "tronina2020")] = 0.5
    integration: Annotated[float, Declared("share", 0, 1, "Integration of elements: share of the cost of coordination saved by a team of members whose regions are tied inside in full.", "tronina2020")] = 0.2
    meetings: Annotated[float, Declared("factor", 0, 10, "Meetings online: this much more often members act.", "tronina2020")] = 0.3
    travel: Annotated[float, Declared("share", 0, 1, "Meetings online: share of the cost of an act that members save.", "tronina2020")] = 0.3
    search: Annotated[float, Declared("probability", 0, 1, "Search for partners: chance that a member offers a free seat to another member, if nobody else was sought.", "tronina2020")] = 0.3
    clarity: Annotated[float, Declared("share", 0, 1, "Share of the forecast error about another member that perfect data take away.", "tronina2020")] = 0.4
    living_lab: Annotated[float, Declared("share", 0, 1, "Living lab: share of failures that feedback of civil society in a team of members prevents.", "tronina2020")] = 0.2


class Mask(NamedTuple):
    """Which kinds of tie may be born on the platform, by pair of roles (ODD 7.8)."""

    government_government: Annotated[float, Declared("0..15", 0, 15, KINDS_ALLOWED, "tronina2020")] = 15.0
    government_business: Annotated[float, Declared("0..15", 0, 15, KINDS_ALLOWED, "tronina2020")] = 15.0
    government_science: Annotated[float, Declared("0..15", 0, 15, KINDS_ALLOWED, "tronina2020")] = 15.0
    government_civil_society: Annotated[float, Declared("0..15", 0, 15, KINDS_ALLOWED, "tronina2020")] = 15.0
    business_business: Annotated[float, Declared("0..15", 0, 15, KINDS_ALLOWED, "tronina2020")] = 15.0
    business_science: Annotated[float, Declared("0..15", 0, 15, KINDS_ALLOWED, "tronina2020")] = 15.0
    business_civil_society: Annotated[float, Declared("0..15", 0, 15, KINDS_ALLOWED, "tronina2020")] = 15.0
    science_science: Annotated[float, Declared("0..15", 0, 15, KINDS_ALLOWED, "tronina2020")] = 15.0
    science_civil_society: Annotated[float, Declared("0..15", 0, 15, KINDS_ALLOWED, "tronina2020")] = 15.0
    civil_society_civil_society: Annotated[float, Declared("0..15", 0, 15, KINDS_ALLOWED, "tronina2020")] = 15.0
