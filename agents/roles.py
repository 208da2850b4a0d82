"""The four roles of the helix and the vocabularies of cooperation (``tronina2020``, III)."""

from __future__ import annotations

GOVERNMENT, BUSINESS, SCIENCE, CIVIL_SOCIETY = range(4)
ROLES = ("government", "business", "science", "civil_society")

INFORMATION, EXPERT, PROJECT, INTEGRATED = range(1, 5)
LEVELS = ("none", "information", "expert", "project", "integrated")

SCIENTIFIC, PRODUCTION, EDUCATIONAL, CONSULTING = range(4)
KINDS = ("scientific", "production", "educational", "consulting")

# The forms that an act of a kind may take; conferences and research have mechanisms of their own.
FORMS = (
    ("conference", "research", "talent", "high_tech"),
    ("adoption", "contracts", "chain", "specialists"),
    ("training", "programmes", "methods", "youth"),
    ("information", "methodological", "legal", "expert", "management"),
)
TALENT, HIGH_TECH = 2, 3
ADOPTION, CONTRACTS, CHAIN, SPECIALISTS = range(4)
TRAINING, PROGRAMMES, METHODS, YOUTH = range(4)
INFORMATION_SUPPORT, METHODOLOGICAL, LEGAL, EXPERT_SUPPORT, MANAGEMENT = range(5)

INITIAL, SEARCH, PARTNER, EVENT, CALL, MAP, PLATFORM, STRATEGY = range(8)
CHANNELS = ("initial", "search", "partner", "event", "call", "map", "platform", "strategy")

DOMAINS = (
    "energy",
    "ict",
    "life_sciences",
    "transport",
    "optics",
    "agri_food",
    "materials",
    "environment",
)

PROJECT_KINDS = ("research", "education", "innovation", "production", "infrastructure")
