"""How kernels see a state: one argument that holds an address and a length for each table.

In plain Python a state is a NamedTuple of tables; ``state.ties.level[t]`` reads the same in both.
Compiled, ``state.ties`` is made of its address where it is read, and nobody counts references to
it: the caller keeps the tables alive while a kernel runs. (A plain NamedTuple would hand over seven
numbers a table, and every helper would count references up and down.)
"""

from __future__ import annotations

from hashlib import blake2b
from typing import Any, get_type_hints

import numba
import numpy as np
from numba import types
from numba.core import cgutils
from numba.core.typing.templates import AttributeTemplate
from numba.extending import (
    NativeValue,
    infer_getattr,
    lower_getattr_generic,
    models,
    register_model,
    typeof_impl,
    unbox,
)
from numba.np.arrayobj import populate_array

from interhelix.model.state import TYPES, Records, State, dtype_of


def kind_of(table: Any) -> Any:
    """Return Numba's type of a table, or of a record of what there is once."""
    if table in TYPES:
        return types.Array(numba.from_dtype(np.dtype(TYPES[table])), 1, "C")
    record = numba.from_dtype(dtype_of(table))
    return types.Array(record, 1, "C") if issubclass(table, Records) else record


KINDS = {name: kind_of(table) for name, table in get_type_hints(State).items()}


class StateType(types.Type):  # type: ignore[misc]
    """The type of a state. Its name changes with any column, and with it what is compiled."""

    def __init__(self) -> None:
        columns = blake2b(repr(KINDS).encode(), digest_size=8)
        super().__init__(name=f"State({columns.hexdigest()})")


STATE = StateType()


@typeof_impl.register(State)  # type: ignore[untyped-decorator]
def type_of(_state: State, _context: Any) -> StateType:
    """Return the type of a state."""
    return STATE


@register_model(StateType)
class StateModel(models.StructModel):  # type: ignore[misc]
    """An address for each table and record, and a number of rows for each table."""

    def __init__(self, manager: Any, kind: StateType) -> None:
        members = [(name, types.voidptr) for name in KINDS]
        members += [(f"{name}_rows", types.intp) for name in KINDS]
        super().__init__(manager, kind, members)


@infer_getattr
class StateAttribute(AttributeTemplate):  # type: ignore[misc]
    """The tables of a state by name."""

    key = StateType

    def generic_resolve(self, _state: StateType, name: str) -> Any:
        """Return the type of a table; ``None`` if there is no such table."""
        return KINDS.get(name)


@lower_getattr_generic(StateType)  # type: ignore[untyped-decorator]
def read_table(context: Any, builder: Any, kind: StateType, value: Any, name: str) -> Any:
    """Return the code that makes a table of its address and its number of rows."""
    state = cgutils.create_struct_proxy(kind)(context, builder, value=value)
    address, table = getattr(state, name), KINDS[name]
    if isinstance(table, types.Record):
        return builder.bitcast(address, context.get_value_type(table))
    array = context.make_array(table)(context, builder)
    size = context.get_constant(types.intp, context.get_abi_sizeof(array.data.type.pointee))
    populate_array(
        array,
        data=builder.bitcast(address, array.data.type),
        shape=[getattr(state, f"{name}_rows")],
        strides=[size],
        itemsize=size,
        meminfo=None,
    )
    return array._getvalue()


@unbox(StateType)  # type: ignore[untyped-decorator]
def unbox_state(kind: StateType, state: Any, c: Any) -> NativeValue:
    """Return the code that takes the addresses and the numbers of rows from a state in Python."""
    native = cgutils.create_struct_proxy(kind)(c.context, c.builder)
    failed = cgutils.false_bit
    for place, (name, table) in enumerate(KINDS.items()):
        unboxed = c.unbox(table, c.pyapi.tuple_getitem(state, place))
        failed = c.builder.or_(failed, unboxed.is_error)
        address = unboxed.value
        if isinstance(table, types.Array):
            array = c.context.make_array(table)(c.context, c.builder, unboxed.value)
            address = array.data
            setattr(native, f"{name}_rows", array.nitems)
            c.context.nrt.decref(c.builder, table, unboxed.value)
        setattr(native, name, c.builder.bitcast(address, cgutils.voidptr_t))
        if unboxed.cleanup is not None:
            unboxed.cleanup()
    return NativeValue(native._getvalue(), is_error=failed)
