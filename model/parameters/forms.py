"""Parameters of the forms of cooperation, of support by consulting, of networking and of the principles."""

from __future__ import annotations

from typing import Annotated, NamedTuple

from interhelix.model.parameters.declaration import Declared


class Forms(NamedTuple):
    """The forms that an act of a kind may take; each moves one quantity, zero switches it off (ODD 7.3)."""

    talent: Annotated[float, Declared("share", 0, 1, "Scientific: share of the gap in its best domain that support of talent closes.", "tronina2020")] = 0.01
    high_tech: Annotated[float, Declared("share", 0, 1, "Scientific: share of the gap in the most demanded domain that a high-tech project closes.", "tronina2020")] = 0.02
    adoption: Annotated[float, Declared("share", 0, 1, "Production: share of a partner's lead in its best domain that adoption of its innovation closes.", "tronina2020")] = 0.04
    contracts: Annotated[float, Declared("u/act", 0, 100, "Production: what a contract is worth to each side.", "tronina2020")] = 1.5
    chain: Annotated[float, Declared("u/act", 0, 100, "Production: what a value chain of two unlike domains is worth to each side at full knowledge of the weaker stage.", "tronina2020")] = 4.0
    specialists: Annotated[float, Declared("share", 0, 1, "Production: share of the gap to full openness that support of specialists closes.", "tronina2020")] = 0.003
    programmes: Annotated[float, Declared("share", 0, 1, "Educational: share of every gap that a programme with advanced technology closes where the digital environment is full.", "tronina2020")] = 0.05
    methods: Annotated[float, Declared("share", 0, 1, "Educational: share of a partner region's memory of failures that exchanged methods hand over.", "tronina2020")] = 0.2
    youth: Annotated[float, Declared("share", 0, 1, "Educational: share of the gap to full goodwill of two regions that a youth exchange closes.", "tronina2020")] = 0.1
    fading: Annotated[float, Declared("1/quarter", 0, 1, "Share of the goodwill of two regions that fades.")] = 0.03


class Consulting(NamedTuple):
    """Five kinds of support by consulting; each moves its own channel only (ODD 7.3)."""

    gain: Annotated[float, Declared("share", 0, 1, "Share of the gap to full support that a consulting act closes.")] = 0.4
    fading: Annotated[float, Declared("1/quarter", 0, 1, "Share of the support that fades.")] = 0.1
    information: Annotated[float, Declared("factor", 0, 5, "Information: this many times more contacts are found under full support.", "tronina2020")] = 0.5
    methodological: Annotated[float, Declared("factor", 0, 5, "Methodological: this much more knowledge is taken over under full support.", "tronina2020")] = 0.5
    legal: Annotated[float, Declared("share", 0, 1, "Legal: share of the gap in contract quality that full support closes.", "tronina2020")] = 0.6
    expert: Annotated[float, Declared("share", 0, 1, "Expert: share of the first forecast error that full support takes away.", "tronina2020")] = 0.4
    management: Annotated[float, Declared("share", 0, 1, "Management: share of the cost of coordination that full support saves.", "tronina2020")] = 0.4


class Principles(NamedTuple):
    """The nine principles of partnership, and national support of all four roles (ODD 7.5); zero switches one off."""

    goal_orientation: Annotated[float, Declared("share", 0, 1, "Goal orientation: share of proposals that must serve a priority of the initiator's region.", "tronina2020")] = 0.1
    consistency: Annotated[float, Declared("share", 0, 1, "Consistency: share of consortia that are refused if any member must expect to lose.", "tronina2020")] = 0.5
    innovation: Annotated[float, Declared("share", 0, 1, "Innovation: share of projects that must add a new combination of domains or a diffusion.", "tronina2020")] = 0.1
    flexibility: Annotated[float, Declared("share", 0, 1, "Flexibility: share of projects that plan anew where demand falls; how much faster regions heal.", "tronina2020")] = 0.3
    performance: Annotated[float, Declared("share", 0, 1, "Performance: share of renewals that are made only if the target was met.", "tronina2020")] = 0.5
    synergy: Annotated[float, Declared("share", 0, 1, "Synergy: share of proposals that choose the consortium with the largest surplus over solo.", "tronina2020")] = 0.5
    mutual_benefit: Annotated[float, Declared("share", 0, 1, "Mutual benefit: share of a project's value that is split so that none loses.", "tronina2020")] = 1.0
    competence: Annotated[float, Declared("share", 0, 1, "Competence: share of projects that must raise a competence that a member lacks.", "tronina2020")] = 0.1
    openness: Annotated[float, Declared("share", 0, 1, "Openness: share of what actors are ready to give that partners see, and others through them.", "tronina2020")] = 1.0
    complements: Annotated[float, Declared("share", 0, 1, "Share of failures that national support of a team of all four roles prevents.", "tronina2020")] = 0.3


class Networking(NamedTuple):
    """Six forms of interregional networking on one public budget (ODD 7.7)."""

    budget: Annotated[float, Declared("u/actor/quarter", 0, 100, "Public money for networking.", "tronina2020")] = 0.0
    programmes: Annotated[float, Declared("share", 0, 1, "Share for joint scientific and technical programmes.", "tronina2020")] = 0.0
    strategies: Annotated[float, Declared("share", 0, 1, "Share for integrated innovation strategies.", "tronina2020")] = 0.0
    pools: Annotated[float, Declared("share", 0, 1, "Share for technological platforms, pools of the knowledge of a domain.", "tronina2020")] = 0.0
    centres: Annotated[float, Declared("share", 0, 1, "Share for scientific and technical centres with shared equipment.", "tronina2020")] = 0.0
    alliances: Annotated[float, Declared("share", 0, 1, "Share for innovative alliances led by business, which pool risk.", "tronina2020")] = 0.0
    partnerships: Annotated[float, Declared("share", 0, 1, "Share for partnerships of research and enterprise.", "tronina2020")] = 0.0
    half: Annotated[float, Declared("u/actor/quarter", 0.01, 100, "Money with which a form has half of its full effect.")] = 1.0
    regions: Annotated[float, Declared("regions", 2, 8, "Regions that a joint programme asks for.", "tronina2020")] = 3.0
    grant: Annotated[float, Declared("share", 0, 1, "Share of the budget of a project that a joint programme pays while its money lasts.")] = 0.5
    meetings: Annotated[float, Declared("factor", 0, 10, "Integrated strategy: this much more often partners across act from level 2 on, where it has its full effect.")] = 1.0
    pooling: Annotated[float, Declared("1/quarter", 0, 1, "Share of the lead of the best that members of a full pool take over.")] = 0.02
    saving: Annotated[float, Declared("share", 0, 1, "Share of a project's budget that full shared equipment saves.")] = 0.3
    break_even: Annotated[float, Declared("projects/100 actors", 0, 1000, "Live projects across regions at which shared equipment breaks even.")] = 3.0
    cover: Annotated[float, Declared("share", 0, 1, "Share of a loss that an alliance pays back while its money lasts.")] = 0.5
    transfer: Annotated[float, Declared("factor", 1, 10, "Knowledge between science and business flows this many times as fast in a full partnership.", "tronina2020")] = 1.5


class Objectives(NamedTuple):
    """The weight of each objective of the article's Table II in the eyes of its role, as a factor (ODD 7.4)."""

    economic_space: Annotated[float, Declared("factor", 0, 100, "Government: expansion of economic space.", "tronina2020")] = 1.0
    lower_risk: Annotated[float, Declared("factor", 0, 100, "Government: reduction of risks and institutional constraints.", "tronina2020")] = 1.0
    sectors_and_clusters: Annotated[float, Declared("factor", 0, 100, "Government: development of sectors and clusters.", "tronina2020")] = 1.0
    infrastructure: Annotated[float, Declared("factor", 0, 100, "Government: infrastructure projects.", "tronina2020")] = 1.0
    environment: Annotated[float, Declared("factor", 0, 100, "Government: environmental management and safety.", "tronina2020")] = 1.0
    inter_sector_cooperation: Annotated[float, Declared("factor", 0, 100, "Business: cooperation between sectors.", "tronina2020")] = 1.0
    new_chains: Annotated[float, Declared("factor", 0, 100, "Business: new chains of supply, process, sales, logistics.", "tronina2020")] = 1.0
    knowledge_exchange: Annotated[float, Declared("factor", 0, 100, "Business: exchange of knowledge and technology.", "tronina2020")] = 1.0
    joint_projects: Annotated[float, Declared("factor", 0, 100, "Business: joint innovation and investment projects.", "tronina2020")] = 1.0
    ethical_competition: Annotated[float, Declared("factor", 0, 100, "Business: social and ethical business, healthy competition.", "tronina2020")] = 1.0
    exchange_of_experience: Annotated[float, Declared("factor", 0, 100, "Science: exchange of experience and information.", "tronina2020")] = 1.0
    student_exchange: Annotated[float, Declared("factor", 0, 100, "Science: student exchange.", "tronina2020")] = 1.0
    joint_programmes: Annotated[float, Declared("factor", 0, 100, "Science: new joint educational programmes.", "tronina2020")] = 1.0
    innovation_collaborations: Annotated[float, Declared("factor", 0, 100, "Science: collaborations that search for and carry out innovations.", "tronina2020")] = 1.0
    grants: Annotated[float, Declared("factor", 0, 100, "Science: grants and projects.", "tronina2020")] = 1.0
    employment: Annotated[float, Declared("factor", 0, 100, "Civil society: growth of employment.", "tronina2020")] = 1.0
    welfare: Annotated[float, Declared("factor", 0, 100, "Civil society: growth of welfare.", "tronina2020")] = 1.0
    tourism: Annotated[float, Declared("factor", 0, 100, "Civil society: tourism.", "tronina2020")] = 1.0
    labour_mobility: Annotated[float, Declared("factor", 0, 100, "Civil society: labour exchange and mobility.", "tronina2020")] = 1.0
    information_cooperation: Annotated[float, Declared("factor", 0, 100, "Civil society: cooperation in information.", "tronina2020")] = 1.0


class Focus(NamedTuple):
    """State priorities by domain, added to what the regions are strongest in (ODD 7.6)."""

    energy: Annotated[float, Declared("weight", 0, 5, "State priority of energy.", "tronina2020")] = 0.0
    ict: Annotated[float, Declared("weight", 0, 5, "State priority of information and communication technologies.", "tronina2020")] = 0.0
    life_sciences: Annotated[float, Declared("weight", 0, 5, "State priority of the life sciences.", "tronina2020")] = 0.0
    transport: Annotated[float, Declared("weight", 0, 5, "State priority of transport.", "tronina2020")] = 0.0
    optics: Annotated[float, Declared("weight", 0, 5, "State priority of optics.", "tronina2020")] = 0.0
    agri_food: Annotated[float, Declared("weight", 0, 5, "State priority of agriculture and food.", "tronina2020")] = 0.0
    materials: Annotated[float, Declared("weight", 0, 5, "State priority of materials.", "tronina2020")] = 0.0
    environment: Annotated[float, Declared("weight", 0, 5, "State priority of the environment.", "tronina2020")] = 0.0
