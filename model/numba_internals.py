"""All that leans on the inside of Numba: the state as one argument, helpers, linking, the cache.

In plain Python a state is a NamedTuple of tables. A kernel takes it as one argument that holds an
address and a number of rows for each table, and ``state.ties.level[t]`` reads the same. A table is
made of its address where it is read, and nobody counts references to it: the caller keeps it alive
while the kernel runs. (A plain NamedTuple would hand over seven numbers a table, and every helper
would count references up and down.)
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from functools import partial
from hashlib import blake2b
from pathlib import Path
from typing import Any, ClassVar, NoReturn, get_type_hints

import numba
import numpy as np
from numba import types
from numba.core import cgutils
from numba.core.caching import FunctionCache
from numba.core.codegen import JITCodeLibrary
from numba.core.compiler_lock import global_compiler_lock
from numba.core.environment import lookup_environment
from numba.core.registry import cpu_target
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

from interhelix.model.machine_code import cache_folder, make
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
    for name, table in sorted(KINDS.items(), key=lambda kind: isinstance(kind[1], types.Array)):
        place = list(KINDS).index(name)  # records first: they are not read after an error
        unboxed = c.unbox(table, c.pyapi.tuple_getitem(state, place))
        failed = c.builder.or_(failed, unboxed.is_error)
        address = unboxed.value
        if isinstance(table, types.Array):
            array = c.context.make_array(table)(c.context, c.builder, unboxed.value)
            address = array.data
            setattr(native, f"{name}_rows", array.nitems)
            c.context.nrt.decref(c.builder, table, unboxed.value)
            failed = c.builder.or_(failed, is_strange(c, table, array))
        setattr(native, name, c.builder.bitcast(address, cgutils.voidptr_t))
        if unboxed.cleanup is not None:
            unboxed.cleanup()
    return NativeValue(native._getvalue(), is_error=failed)


def is_strange(c: Any, table: Any, array: Any) -> Any:
    """Return the code that refuses a table whose rows are of another size or stand apart."""
    size = c.context.get_abi_sizeof(array.data.type.pointee)
    apart = cgutils.unpack_tuple(c.builder, array.strides, 1)[0]
    wrong = c.builder.icmp_signed("!=", apart, c.context.get_constant(types.intp, size))
    wrong = c.builder.and_(wrong, c.builder.icmp_signed(">", array.nitems, apart.type(1)))
    with c.builder.if_then(wrong, likely=False):
        c.pyapi.err_set_string("PyExc_TypeError", f"a table of {size} bytes a row was expected")
    return wrong


class KernelCache(FunctionCache):  # type: ignore[misc]
    """Numba's cache of a kernel, opened when the kernel is first called: a mere import makes none.

    Nothing is kept where Numba would take another folder, as machine code there may be stale.
    """

    _enabled = False  # until it is open

    def __init__(self, function: Callable[..., object], place: str = "") -> None:
        self.function, self.place = function, place

    def load_overload(self, signature: Any, target: Any) -> Any:
        """Return machine code that is kept, or ``None``, also where a power cut has damaged it."""
        if not hasattr(self, "_impl"):
            self._open()
        try:
            return super().load_overload(signature, target)
        except Exception:
            with contextlib.suppress(OSError):
                self.flush()  # so that it is kept anew
            return None

    def save_overload(self, signature: Any, result: Any) -> None:
        """Keep machine code, but where the disk is full."""
        with contextlib.suppress(OSError):
            super().save_overload(signature, result)

    def _open(self) -> None:
        folder, before = cache_folder() / self.place, numba.config.CACHE_DIR
        numba.config.CACHE_DIR = str(folder)
        try:
            make(folder)
            super().__init__(self.function)
        except OSError:
            return
        finally:
            numba.config.CACHE_DIR = before
        if not Path(self.cache_path).is_relative_to(folder):
            self.disable()


class Library(JITCodeLibrary):  # type: ignore[misc]
    """The code of a function, optimised and made machine code only if Python calls the function.

    Numba does both for every function, and again for each function that links it. A helper is code
    to be linked, no more: LLVM sees it once in each kernel.
    """

    inlined: ClassVar[set[str]] = set()  # names of helpers that have no place of their own
    is_machine_code = False

    def add_ir_module(self, module: Any) -> None:
        """Take in what a function was lowered to, marked if it is to be inlined wherever called."""
        if self.name in self.inlined:
            for function in module.functions:
                if not function.is_declaration:
                    function.attributes.add("alwaysinline")
        super().add_ir_module(module)

    def get_pointer_to_function(self, name: str) -> Any:
        """Return the address of a function of this library, made machine code now; 0 if none is."""
        self._ensure_finalized()
        if not self.is_machine_code:
            if all(function.name != name for function in self.get_defined_functions()):
                return 0
            self._make_machine_code()
        return super().get_pointer_to_function(name)

    @property
    def codegen(self) -> Any:
        """What makes machine code; what is not made is nowhere to be told of its environment."""
        return super().codegen if self.is_machine_code else self

    def set_env(self, name: str, environment: Any) -> None:
        """Do nothing: see ``codegen``."""

    def serialize_using_object_code(self) -> Any:
        """Return what is kept on disk: machine code, or what is to be linked."""
        if self.is_machine_code:
            return super().serialize_using_object_code()
        return self.serialize_using_bitcode()

    def _optimize_final_module(self) -> None:
        """Leave it as it is until it becomes machine code."""

    def _finalize_final_module(self) -> None:
        if self._shared_module is not None:  # machine code from disk
            self._enter()
        else:
            self._finalize_dynamic_globals()
        self._finalized = True

    def _make_machine_code(self) -> None:
        super()._optimize_final_module()
        self._final_module.verify()
        self._dynamic_globals.clear()
        self._enter()
        for variable in self._final_module.global_variables:
            environment = lookup_environment(variable.name)
            if environment is not None:
                self._codegen.set_env(variable.name, environment)

    def _enter(self) -> None:
        self.is_machine_code = True
        super()._finalize_final_module()


@contextlib.contextmanager
def linked_first() -> Iterator[None]:
    """Let what is compiled here be linked before it is optimised."""
    with global_compiler_lock:
        codegen = cpu_target.target_context.codegen()
        before, codegen._library_class = codegen._library_class, Library
        try:
            yield
        finally:
            codegen._library_class = before


def link_first(dispatcher: Any) -> Any:
    """Let a function and all that it calls be linked before they are optimised."""
    compile_it = dispatcher.compile

    def compile_linked(signature: Any) -> Any:
        with linked_first():
            return compile_it(signature)

    dispatcher.compile = compile_linked
    return dispatcher


def with_part(kernel: Any, part: Any) -> Any:
    """Let kernels that call a kernel link its part: the same without an entry from Python."""
    kernel.get_call_template, kernel.get_overload = part.get_call_template, part.get_overload
    return kernel


def compile_part(kernel: Any, kinds: tuple[Any, ...]) -> None:
    """Compile the part of a kernel for arguments of such types, or find it on disk."""
    kernel.get_call_template(kinds, {})


def inline(helper: Any) -> Any:
    """Let a helper be inlined wherever it is called.

    Numba's own ``forceinline`` would be handed on to what the helper calls, such as ``np.empty``
    and ``min``, and these would be compiled twice.
    """
    Library.inlined.add(helper.py_func.__qualname__)
    return helper


def one_version(helper: Any) -> Any:
    """Let a helper be compiled once, for the widest whole numbers, and callers convert to them.

    Otherwise Numba compiles it anew for each constant and for each width of a row number. From
    Python, where it has no entry and would end the process, it is refused.
    """
    if not numba.config.DISABLE_JIT:
        find = helper.get_call_template
        helper.get_call_template = lambda kinds, kws: find(tuple(map(widened, kinds)), kws)
        helper._insert = lambda *_, **__: None  # so that a call finds no code and asks for some
        helper._compile_for_args = partial(refused, helper.__name__)
    return helper


def refused(name: str, *_: Any, **__: Any) -> NoReturn:
    """Refuse a call of a helper from Python.

    Raises:
        TypeError: always.

    """
    raise TypeError(f"{name} is a part of kernels and cannot be called; {name}.py_func can")


def widened(kind: Any) -> Any:
    """Return the type that stands for a constant's, and for that of a signed whole number."""
    kind = types.unliteral(kind)
    return types.int64 if isinstance(kind, types.Integer) and kind.signed else kind
