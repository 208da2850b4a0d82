"""Parameters of the digital environment and of the platform (ODD 7.8)."""

from __future__ import annotations

from typing import Annotated, NamedTuple

from interhelix.model.parameters.declaration import Declared


class Digital(NamedTuple):
    """The digital environment: four contributions, the weakest link counts."""

    government: Annotated[
        float, Declared("factor", 0, 1, "Contribution of government (consistent policy); 0 knocks it out.", "tronina2020")
    ] = 1.0
    business: Annotated[
        float, Declared("factor", 0, 1, "Contribution of business (production base); 0 knocks it out.", "tronina2020")
    ] = 1.0
    science: Annotated[
        float, Declared("factor", 0, 1, "Contribution of science (training); 0 knocks it out.", "tronina2020")
    ] = 1.0
    civil_society: Annotated[
        float, Declared("factor", 0, 1, "Contribution of civil society (memory of trials); 0 knocks it out.", "tronina2020")
    ] = 1.0
    arithmetic: Annotated[
        float, Declared("0..1", 0, 1, "Share of the arithmetic mean in place of the geometric one.")
    ] = 0.0
    growth: Annotated[
        float, Declared("1/quarter", 0, 0.2, "Share of the gap to 1 that work on the platform closes.")
    ] = 0.004


class Adopt(NamedTuple):
    """Joining and leaving the platform: u = v0 + nu g(n) - fee - barrier (1 - Dig) - breach."""

    open: Annotated[float, Declared("0..1", 0, 1, "Chance a quarter that one considers the platform is scaled by this; 0 is none.", "tronina2020")] = 0.0
    seed: Annotated[float, Declared("share", 0, 1, "Share of actors enrolled at the launch.")] = 0.2
    rate: Annotated[float, Declared("1/quarter", 0, 1, "Chance that one reconsiders membership.")] = 0.3
    standing: Annotated[
        float, Declared("utility", -10, 10, "v0: value of a platform with nobody on it.")
    ] = -1.2
    network: Annotated[
        float, Declared("utility", 0, 5, "nu: weight of the network value per member.", "odlyzko2005")
    ] = 0.55
    linear: Annotated[
        float, Declared("0..1", 0, 1, "Share of g = n / 100 in place of ln(1 + n).", "odlyzko2005")
    ] = 0.0
    constant: Annotated[
        float, Declared("0..1", 0, 1, "Share of g = 1 in place of ln(1 + n).", "odlyzko2005")
    ] = 0.0
    steepness: Annotated[
        float, Declared("1/utility", 0.1, 20, "How sharply the choice follows the utility.")
    ] = 4.0
    fee_government: Annotated[float, Declared("u/quarter", -10, 10, "Fee of government.", "tronina2020")] = 0.3
    fee_business: Annotated[float, Declared("u/quarter", -10, 10, "Fee of business, above cost.", "tronina2020")] = 0.5
    fee_science: Annotated[float, Declared("u/quarter", -10, 10, "Fee of science, below cost.", "tronina2020")] = 0.05
    fee_civil_society: Annotated[float, Declared("u/quarter", -10, 10, "Fee of civil society, below cost.", "tronina2020")] = 0.0
    barrier: Annotated[float, Declared("utility", 0, 20, "Barrier where the digital environment is nil.")] = 1.0
    upkeep: Annotated[float, Declared("u/member/quarter", 0, 100, "What a member costs the operator.")] = 0.25
    launch_cost: Annotated[float, Declared("u/region", 0, 1000, "What the launch costs the nation.")] = 5.0
    functionality: Annotated[float, Declared("0..1", 0, 1, "Functionality: share of the useful functions that the platform has.", "tronina2020")] = 0.5
    usefulness: Annotated[float, Declared("utility", 0, 10, "What all useful functions are worth to a member.")] = 0.6
    efficiency: Annotated[float, Declared("share", 0, 1, "Efficiency: share of the upkeep that good technology saves.", "tronina2020")] = 0.2
    domain_study: Annotated[float, Declared("0..1", 0, 1, "Target domain study: share of suggestions that weigh the domains of both regions.", "tronina2020")] = 0.5
    specialisation: Annotated[float, Declared("0..1", 0, 1, "Specialisation of interaction: share of suggestions that weigh the objectives of both.", "tronina2020")] = 0.3
    rivals: Annotated[float, Declared("platforms", 0, 5, "Rival platforms beside the first.", "tronina2020")] = 0.0
    multihoming: Annotated[float, Declared("probability", 0, 1, "Chance that one who joins joins all platforms, and pays all fees.", "rochet2003")] = 0.0
    competition: Annotated[float, Declared("share", 0, 1, "Freedom of choice: share of the fee that the first rival takes away.", "tronina2020")] = 0.3
    data_quality: Annotated[float, Declared("0..1", 0, 1, "Quality of the data on partners.", "tronina2020")] = 0.7
    security: Annotated[float, Declared("0..1", 0, 1, "Share of attacks that fail.", "tronina2020")] = 0.9
    attacks: Annotated[float, Declared("1/quarter", 0, 1, "Chance of an attack on the platform.")] = 0.1
    breach: Annotated[float, Declared("utility", 0, 20, "Loss of utility right after a breach.")] = 2.0
    forgetting: Annotated[float, Declared("1/quarter", 0, 1, "Share of the memory of a breach that fades.")] = 0.15
    standards: Annotated[
        float, Declared("0..1", 0, 1, "Contract template of the platform: share of the gap in contract quality it closes.", "tronina2020")
    ] = 0.3
    rigidity: Annotated[float, Declared("share", 0, 1, "Share of the novelty that full standards take from a team of members.", "tronina2020")] = 0.2
