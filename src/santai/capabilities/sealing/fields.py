"""Model fields whose values lie sealed in the database (静态加密): in Python plain, on disk ciphertext.

A sealed column is text: blind indexes of 22 characters each, the number of the key, a dot, the ciphertext:

    AbC…22…xyz7.q83v…

What it is looked up by is the beginning of the same column, so no writer can let the two drift apart. The
ciphertext is bound to its model and field, and to its `row` where that is known before it is written: moved
elsewhere it does not open. Nothing (an empty text, an empty object) stays as it is: there is nothing to
hide, and constraints can say it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date
from functools import partial
from typing import Any

from django.core.exceptions import FieldError
from django.db import models
from django.db.models.lookups import Lookup, Transform
from django.db.models.query_utils import DeferredAttribute

from santai.capabilities.sealing import envelope, keys


class Blind(models.Func):
    """A blind index of a sealed column, for indexes and constraints: `Blind("phone")`.

    Spelt out in the statement, so that the index is used whatever the query's plan.
    """

    output_field = models.CharField()

    def __init__(self, expression: Any, place: int = 0) -> None:
        super().__init__(expression)
        self.place = place

    def as_sql(self, compiler: Any, connection: Any, *args: Any, **extra: Any) -> Any:
        template = blind_part("%(expressions)s", self.place)
        return super().as_sql(compiler, connection, template=template)


def blind_part(column: str, place: int = 0) -> str:
    """SQL of the blind index at this place of a sealed column."""
    start = 1 + place * envelope.BLIND_LENGTH
    return f"substr({column}, {start}, {envelope.BLIND_LENGTH})"


class Unopened(str):
    """A value as it lies in the database."""

    __slots__ = ()


class Opening(DeferredAttribute):
    """Opens a value bound to its row when it is first asked for: whoever lists a hundred rows for their state
    does not pay for what was told in them, and who writes a row back without looking seals nothing anew."""

    field: Sealed

    def __get__(self, instance: Any, cls: Any = None) -> Any:
        if instance is None:
            return self
        kept, name = instance.__dict__, self.field.attname
        value = kept[name] if name in kept else super().__get__(instance, cls)
        if isinstance(value, Unopened):
            value = kept[name] = self.field.opened(value, self.field.bound_in(instance))
        return value

    def __set__(self, instance: Any, value: Any) -> None:
        instance.__dict__[self.field.attname] = value


class Sealed(models.Field):
    """What sealed fields share. `purpose`: whose key; `blind`: by what it can be found; `row`: the attributes,
    known before the row is written and never changed, that it is bound to beside its model and name."""

    blind: tuple[str, ...] = ()
    nothing = ""

    def __init__(
        self, *args: Any, purpose: str = "people", row: Iterable[str] = (), **kwargs: Any
    ) -> None:
        self.purpose, self.row = purpose, tuple(row)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        bound = {"row": self.row} if self.row else {}
        return name, path, args, kwargs | {"purpose": self.purpose} | bound

    def db_type(self, connection: Any) -> str:
        return "text"

    def get_internal_type(self) -> str:
        """What migrations change a column from and to, with the cast that this takes."""
        return "TextField"

    def contribute_to_class(self, cls: type[models.Model], name: str, **kwargs: Any) -> None:  # type: ignore[override]
        super().contribute_to_class(cls, name, **kwargs)
        # what a value is bound to; the same for the models of migrations
        self.bound_to = f"{cls._meta.label_lower}.{name}".encode()
        if self.row:
            setattr(cls, self.attname, Opening(self))

    @property
    def body_at(self) -> int:
        """Where, after the blind indexes, the key and the ciphertext begin; the first letter is 1."""
        return 1 + len(self.blind) * envelope.BLIND_LENGTH

    # --- in and out ----------------------------------------------------------------------------

    def to_words(self, value: Any) -> str:
        return str(value)

    def from_words(self, words: str) -> Any:
        return words

    def found_by(self, value: Any) -> Iterable[str]:
        """The texts of which the blind indexes are made, in the order of `blind`."""
        return ()

    def bound_by(self, row: Iterable[Any]) -> bytes:
        """What a value of the row with these values of `row` is bound to."""
        return "/".join((self.bound_to.decode(), *map(str, row))).encode()

    def bound_in(self, instance: models.Model) -> bytes:
        return self.bound_by([getattr(instance, name) for name in self.row])

    def stored_in(self, instance: models.Model) -> str | None:
        """What is to lie in the database for this row; as it lay there, if nobody looked."""
        value = instance.__dict__.get(self.attname) if self.row else getattr(instance, self.attname)
        if isinstance(value, Unopened):
            return str(value)
        return self.sealed(value, self.bound_in(instance))

    def sealed(self, value: Any, bound_to: bytes = b"") -> str | None:
        """The value as it lies in the database."""
        if value is None:
            return None
        words = self.to_words(value)
        if words == self.nothing:
            return words
        number, cipher = keys.sealing(self.purpose)
        return f"{self.blind_of(value)}{number}.{envelope.seal(cipher, words.encode(), bound_to or self.bound_to)}"

    def opened(self, stored: str, bound_to: bytes = b"") -> Any:
        """Raises Broken for what was not sealed here, or was changed since."""
        if stored == self.nothing:
            return self.from_words(stored)
        number, dot, body = stored[self.body_at - 1 :].partition(".")
        if not (dot and number.isdecimal()):
            raise envelope.Broken(f"{self.bound_to.decode()}: not a sealed value")
        return self.from_words(
            envelope.unseal(keys.opening(int(number)), body, bound_to or self.bound_to).decode()
        )

    def blind_of(self, value: Any) -> str:
        """The blind indexes with which a value is written."""
        if not self.blind:
            return ""
        blinder = keys.blinder()
        return "".join(blinder.blind(text, self.bound_to) for text in self.found_by(value))

    def blinded(self, text: str) -> list[str]:
        """What a text may look like in the blind index: more than one thing while its key is changed."""
        return [blinder.blind(text, self.bound_to) for blinder in keys.blinders()]

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        if not self.row:
            return super().pre_save(model_instance, add)
        stored = self.stored_in(model_instance)
        return None if stored is None else Unopened(stored)

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        if hasattr(value, "as_sql"):
            return value
        if isinstance(value, Unopened):
            return str(value)
        if self.row and value is not None:
            raise FieldError(f"{self} is bound to its row: it is written with the row, not alone")
        return self.sealed(self.get_prep_value(value))

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> Any:
        if value is None:
            return None
        return Unopened(value) if self.row else self.opened(value)

    # --- looking up ----------------------------------------------------------------------------

    def get_lookup(self, lookup_name: str) -> Any:
        """What ciphertext cannot answer is refused when the query is built, not answered wrongly."""
        return super().get_lookup(lookup_name) if lookup_name in {"exact", "in", "isnull"} else None


@Sealed.register_lookup
class SealedExact(Lookup):
    lookup_name = "exact"

    def get_prep_lookup(self) -> Any:
        if hasattr(self.rhs, "resolve_expression"):
            raise FieldError("a sealed field is compared with a value, not with another column")
        return self.rhs

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        column, params = self.process_lhs(compiler, connection)
        field = self.lhs.output_field
        if field.to_words(self.rhs) == field.nothing:
            return f"{column} = '{field.nothing}'", list(params)
        _must_be_blind(field)
        found, blinded = _one_of(blind_part(column), field.blinded(self.rhs))
        # partial indexes leave out nothing
        return f"({found} AND {column} <> '')", [*params, blinded, *params]


@Sealed.register_lookup
class SealedIn(Lookup):
    lookup_name = "in"

    def get_prep_lookup(self) -> Any:
        if hasattr(self.rhs, "resolve_expression"):
            raise FieldError("a sealed field is compared with values, not with a query")
        return list(self.rhs)

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        column, params = self.process_lhs(compiler, connection)
        field = self.lhs.output_field
        _must_be_blind(field)
        blinded = [blind for text in self.rhs if text for blind in field.blinded(text)]
        return f"({blind_part(column)} = ANY(%s) AND {column} <> '')", [*params, blinded, *params]


def _one_of(column: str, blinded: list[str]) -> tuple[str, Any]:
    """One is compared as one: an index that goes on with a moment then gives its rows in order."""
    if len(blinded) == 1:
        return f"{column} = %s", blinded[0]
    return f"{column} = ANY(%s)", blinded


def _must_be_blind(field: Any) -> None:
    if not field.blind:
        raise FieldError(f"{field} is sealed and has no blind index: it cannot be looked up")


class _Findable(Sealed):
    """Texts, found again as a whole where `findable`; never by a part."""

    def __init__(self, *args: Any, findable: bool = False, **kwargs: Any) -> None:
        self.blind = ("whole",) if findable else ()
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, kwargs | ({"findable": True} if self.blind else {})

    def found_by(self, value: Any) -> Iterable[str]:
        return (str(value),)


class SealedCharField(_Findable, models.CharField):
    """One line: a number, an address."""


class SealedTextField(_Findable, models.TextField):
    """What somebody wrote."""


class SealedDateField(Sealed, models.DateField):
    """A day that says something of a person."""

    def to_words(self, value: date) -> str:
        return value.isoformat()

    def from_words(self, words: str) -> date:
        return date.fromisoformat(words)


class SealedJSONField(Sealed):
    """An object, found by the texts under the keys `blind` and by nothing else in it."""

    nothing = "{}"

    def __init__(self, *args: Any, blind: Iterable[str] = (), **kwargs: Any) -> None:
        self.blind = tuple(blind)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, kwargs | ({"blind": self.blind} if self.blind else {})

    def to_words(self, value: Any) -> str:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))

    def from_words(self, words: str) -> Any:
        return json.loads(words)

    def found_by(self, value: Mapping[str, Any]) -> Iterable[str]:
        told = (value.get(key) for key in self.blind)
        return ("" if text is None else str(text) for text in told)

    def get_transform(self, lookup_name: str) -> Any:
        if lookup_name in self.blind:
            return partial(BlindKey, field=self, place=self.blind.index(lookup_name))
        return super().get_transform(lookup_name)


class BlindKey(Transform):
    """`told__phone="…"`: what stands under a key, in the dark."""

    def __init__(self, column: Any, *, field: SealedJSONField, place: int) -> None:
        super().__init__(column)
        self.place = place
        self._output = _Blinded(field)

    @property
    def output_field(self) -> models.Field:
        return self._output

    def as_sql(self, compiler: Any, connection: Any, *args: Any, **extra: Any) -> Any:
        column, params = compiler.compile(self.lhs)
        return blind_part(column, self.place), params


class _Blinded(models.CharField):
    """Texts that meet a blind index: as a whole and in no other way."""

    def __init__(self, field: SealedJSONField) -> None:
        super().__init__()
        self.sealed = field

    def get_lookup(self, lookup_name: str) -> Any:
        return BlindExact if lookup_name == "exact" else None


class BlindExact(Lookup):
    lookup_name = "exact"

    def get_prep_lookup(self) -> Any:
        if hasattr(self.rhs, "resolve_expression"):
            raise FieldError("a sealed field is compared with a value, not with another column")
        return str(self.rhs)

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        column, params = self.process_lhs(compiler, connection)
        found, blinded = _one_of(column, self.lhs.output_field.sealed.blinded(self.rhs))
        return found, [*params, blinded]
