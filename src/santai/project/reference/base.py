"""What all pages of reference data have in common: rights, scope, and forms that go through the actions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.core.paginator import Paginator
from django.db import models, transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.functional import cached_property

from santai.capabilities.people.access import Actor
from santai.kernel.errors import Invalid, Refusal
from santai.project.reference import rights
from santai.project.reference.fields import Day

MOST = 10_000  # rows that are counted; nobody leafs further


class CappedPaginator(Paginator):
    """Counts to MOST at most: the whole country has 660,000 regions."""

    @cached_property
    def count(self) -> int:
        rows: QuerySet[Any] = self.object_list[:MOST]  # type: ignore[assignment]  # of rows always
        return rows.count()


class DoorForm(forms.ModelForm):
    """A form whose data goes through an action: `perform` does it, and what it refuses stands at the field.

    Nothing is written around the action; Django's own saving has nothing left to do.
    """

    actor: ClassVar[Actor]

    def perform(self, given: dict[str, Any]) -> models.Model:
        raise NotImplementedError

    def changes(self, given: Mapping[str, Any]) -> dict[str, Any]:
        return {name: given[name] for name in self.changed_data if name in given}

    def _post_clean(self) -> None:
        if self.errors:
            return
        try:
            with transaction.atomic():
                self.instance = self.perform(dict(self.cleaned_data))
        except Invalid as refused:
            for name, said in refused.fields.items():
                self.add_error(name if name in self.fields else None, said)
        except Refusal as refused:
            self.add_error(None, refused.message)


class OneOf(admin.SimpleListFilter):
    """Rows whose field of the parameter's name holds one of the words offered."""

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        value = self.value()
        if value not in dict(self.lookup_choices):
            return queryset
        return queryset.filter(**{str(self.parameter_name): value})


class Reference(admin.ModelAdmin):
    """Administrators change what lies in their region, chiefs look on in theirs, nobody deletes."""

    scope = "region"  # the field with the region's code
    right = rights.KEEPS  # of who changes it
    actions = None
    list_per_page = 50
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    paginator = CappedPaginator
    preserve_filters = True
    formfield_overrides: ClassVar[dict[Any, Any]] = {models.DateField: {"widget": Day}}

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).filter(rights.seen(request, self.scope))

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        made: Any = super().get_form(request, obj, change, **kwargs)
        made.actor = rights.asking(request)
        return made

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> Any:
        """Under the name of what is listed."""
        return super().changelist_view(request, {"title": self.opts.verbose_name_plural})

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        """By the filters of the list alone: what it does not show, the hash of a password for instance,
        could else be guessed letter by letter from whether rows are found.
        """
        filters = (
            one if isinstance(one, str) else getattr(one, "parameter_name", None)
            for one in self.list_filter
        )
        return lookup.removesuffix("__exact") in set(filters)

    def save_model(self, *args: Any) -> None:
        """The form has done it."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return rights.sees(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return rights.sees(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return rights.keeps(request, self.right)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        if obj is None:
            return rights.keeps(request, self.right)
        return rights.keeps_in(request, self.place(obj), self.right)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def place(self, obj: Any) -> str:
        """The code of the region a row belongs to."""
        return str(getattr(obj, f"{self.scope}_id", None) or getattr(obj, self.scope))


class Viewed(Reference):
    """What is looked at and never changed here."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
