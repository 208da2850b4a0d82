"""A part from a Vue template, called with its values in order or by name, as any function is."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from inspect import signature
from typing import Any

import solara

Part = Callable[..., solara.Element]


def template(file: str) -> Callable[[Callable[..., None]], Part]:
    """Make a part of a function that declares the values of the template ``file`` beside it."""

    def part_of(declaration: Callable[..., None]) -> Part:
        made = solara.component_vue(file)(declaration)
        parameters = signature(declaration)

        @wraps(declaration)
        def part(*values: Any, **named: Any) -> solara.Element:
            return made(**parameters.bind(*values, **named).arguments)

        return part

    return part_of
