"""Fast readers derived from the one definition of a contract.

A pydantic model stays the definition; at start a msgspec struct with the same fields, limits and
checks is made from it for the hot path (about 2 microseconds a fact instead of 5). A test lets
both judge the same corpus and demands the same answer.
"""

import re
import types
from collections.abc import Callable
from typing import Annotated, Any, Literal, TypeVar, Union, cast, get_args, get_origin

import annotated_types
import msgspec
from pydantic import AfterValidator, BaseModel
from pydantic.fields import FieldInfo

M = TypeVar("M", bound=BaseModel)
Check = Callable[[Any], Any]
MOST_KNOWN = 65_536
_ABSENT = (None, msgspec.UNSET)
_LIMITS: dict[type, tuple[str, str]] = {
    annotated_types.Ge: ("ge", "ge"),
    annotated_types.Gt: ("gt", "gt"),
    annotated_types.Le: ("le", "le"),
    annotated_types.Lt: ("lt", "lt"),
    annotated_types.MinLen: ("min_length", "min_length"),
    annotated_types.MaxLen: ("max_length", "max_length"),
}


def struct_for(model: type[M], *, partial: bool = False, checked: bool = True) -> type[M]:
    """A frozen msgspec struct class that reads what the model reads.

    Attributes have the model's names, so that code typed against the model runs on either.
    With `partial` an absent field is `msgspec.UNSET` rather than its default. Without `checked` it
    is for what passed the checks before, and costs a third: types and limits are still looked at,
    patterns and the model's own check are not. TypeError for an annotation it cannot carry over.
    """
    fields: list[tuple[str, Any, Any]] = []
    rename: dict[str, str] = {}
    checks: list[tuple[str, Check]] = []
    for name, field in model.model_fields.items():
        annotated, after = _carry(field.annotation, list(field.metadata), checked=checked)
        checks += [(name, check) for check in after]
        rename[name] = field.alias or name
        fields.append(_with_default(name, annotated, field, partial))
    struct: Any = msgspec.defstruct(
        model.__name__,
        fields,
        frozen=True,
        rename=rename,
        namespace={"__post_init__": _post_init(model, checks)} if checked else {},
        kw_only=True,
        gc=False,
    )
    return cast("type[M]", struct)


def _with_default(name: str, annotated: Any, field: FieldInfo, partial: bool) -> Any:
    if field.is_required():
        return (name, annotated)
    if partial:
        return (name, Union[annotated, msgspec.UnsetType], msgspec.UNSET)  # noqa: UP007
    return (name, annotated, field.default)


class _Known(set[Any]):
    """Values that passed a check before: the same ids and days come again and again, and a look in
    a set costs a tenth of a regular expression (measured: a third of the time to read a fact)."""

    def __init__(self, name: str, check: Check) -> None:
        super().__init__(_ABSENT)
        self._name = name
        self._check = check

    def judge(self, value: Any) -> None:
        """Raise ValueError, with the field's name, for a value that does not pass."""
        try:
            self._check(value)
        except ValueError as wrong:
            raise ValueError(f"{self._name}: {wrong}") from None
        if len(self) >= MOST_KNOWN:
            self.clear()
            self.update(_ABSENT)
        self.add(value)


def _post_init(model: type[BaseModel], checks: list[tuple[str, Check]]) -> Check:
    own = getattr(model, "check", None)
    named = [(name, _Known(name, check)) for name, check in checks]

    def run(self: Any) -> None:
        for name, known in named:
            value = getattr(self, name)
            if value not in known:
                known.judge(value)
        if own is not None:
            own(self)

    return run


def _matching(pattern: str) -> Check:
    expression = re.compile(pattern.removesuffix("$") + r"\Z")  # Python's $ allows a newline

    def check(text: str) -> None:
        if not expression.match(text):
            raise ValueError(f"must match {pattern}")

    return check


def _carry(annotation: Any, metadata: list[Any], *, checked: bool) -> tuple[Any, list[Check]]:
    """The msgspec annotation for a pydantic one, and the checks to run after reading."""
    limits: dict[str, Any] = {}
    checks: list[Check] = []
    for mark in _flat(metadata):
        if isinstance(mark, AfterValidator):
            checks.append(cast("Check", mark.func))
        elif type(mark) in _LIMITS:
            name, attribute = _LIMITS[type(mark)]
            limits[name] = getattr(mark, attribute)
        elif (pattern := getattr(mark, "pattern", None)) is not None:
            checks.append(_matching(pattern))
    carried, inner = _carry_type(annotation, checked=checked)
    checks += inner
    return (Annotated[carried, msgspec.Meta(**limits)] if limits else carried), checks


def _flat(metadata: list[Any]) -> list[Any]:
    """Marks in order, with those inside a nested `Field(...)` in its place."""
    return [
        inner
        for mark in metadata
        for inner in (_flat(list(mark.metadata)) if isinstance(mark, FieldInfo) else [mark])
    ]


def _carry_type(annotation: Any, *, checked: bool) -> tuple[Any, list[Check]]:
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _carry(arguments[0], list(annotation.__metadata__), checked=checked)
    if origin in (Union, types.UnionType):
        carried = [_carry_type(argument, checked=checked) for argument in arguments]
        return Union[tuple(part for part, _ in carried)], [c for _, cs in carried for c in cs]  # noqa: UP007
    if origin is tuple and arguments[1:] == (Ellipsis,):
        item, checks = _carry_type(arguments[0], checked=checked)
        return tuple.__class_getitem__((item, ...)), [_each(checks)] if checks else []
    if origin is dict:
        return dict[str, _carry_type(arguments[1], checked=checked)[0]], []  # type: ignore[misc]
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return struct_for(annotation, checked=checked), []
    if annotation in (str, int, float, bool, type(None)) or origin is Literal:
        return annotation, []
    raise TypeError(f"cannot carry {annotation!r} over to a struct")


def _each(checks: list[Check]) -> Check:
    def run(values: Any) -> None:
        for value in values:
            for check in checks:
                check(value)

    return run
