"""A platform that costs nothing and pays from a known number of members on."""

from __future__ import annotations

from interhelix.agents.roles import ROLES

FREE = {f"adopt.fee_{role}": 0 for role in ROLES}
OPEN = {"adopt.open": 1, "adopt.attacks": 0}

# Worth it from 19 members on: 3 = ln(1 + 19).
THRESHOLD = {
    **OPEN,
    **FREE,
    "adopt.standing": -3,
    "adopt.network": 1,
    "adopt.barrier": 0,
    "adopt.usefulness": 0,
    "adopt.steepness": 20,
    "adopt.rate": 0.6,
}
