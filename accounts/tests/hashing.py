"""Cheap password hashes, for tests of everything but their cost."""

from __future__ import annotations

from accounts.hashers import Argon2id

PRODUCTION = {"memory_cost": Argon2id.memory_cost, "time_cost": Argon2id.time_cost}


def hash_cheaply() -> None:
    """Affects this process from now on; with the costs of production a hash takes 25 ms."""
    Argon2id.memory_cost, Argon2id.time_cost = 8, 1
