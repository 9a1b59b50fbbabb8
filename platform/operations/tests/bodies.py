"""Generated bodies: of valid values, of values that a schema allows, and of hostile ones."""

from __future__ import annotations

from typing import Any

import schemathesis
from hypothesis import strategies as st

from core.testing.openapi import document

Plan = dict[str, Any]  # field → its value, or GOOD for that of the valid body

GOOD = object()
EDGES = [2**63, 2**64 - 1, 2**64, -(2**63) - 1, 1e20, 1e308, "\ud800", "\x00", "k" * 250]
TEXTS = [
    "",
    " ",
    "\u202eevil",
    "\U0010ffff",
    "a\u0300" * 50,
    "=1+1",
    "<b>&amp;",
    "{0}%s",
    "x" * 5_000,
]
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.sampled_from([*EDGES, *TEXTS, "x" * 5_000])
)
VALUES = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=250), inner, max_size=3)
    ),
    max_leaves=8,
)
OBJECTS = st.dictionaries(st.text(max_size=250), VALUES, max_size=4)
_SCHEMA = schemathesis.openapi.from_dict(document())


@st.composite
def plans(draw: st.DrawFn, names: tuple[str, ...], allowed: st.SearchStrategy[Plan]) -> Plan:
    """One to three fields are not as in the valid body."""
    changed = draw(st.lists(st.sampled_from(names), min_size=1, max_size=3, unique=True))
    generated = draw(allowed)
    plan: Plan = dict.fromkeys(names, GOOD)
    for name in changed:
        hostile = VALUES if name not in generated else VALUES | st.just(generated[name])
        plan[name] = draw(hostile)
    return plan


def of_schema(template: str, method: str) -> st.SearchStrategy[Plan]:
    """Bodies that the document allows for an operation."""
    operation: Any = _SCHEMA[template][method]
    cases = operation.as_strategy(path_parameters={}, headers={}, query={}, cookies={})
    return cases.map(lambda case: case.body if isinstance(case.body, dict) else {})


def filled(plan: Plan, good: dict[str, Any]) -> dict[str, Any]:
    """The plan's body, with the values of a valid one."""
    return {name: good[name] if value is GOOD else value for name, value in plan.items()}
