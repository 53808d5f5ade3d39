"""Reads of places: regions by code, who is responsible where, search."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from django.db import connection
from django.db.models import Case, Count, F, IntegerField, Q, QuerySet, Value, When

from santai.capabilities import rows
from santai.capabilities.places.codes import ancestors, depth, level_of, prefix_range
from santai.capabilities.places.models import Organisation, Region, Venue
from santai.catalogue.schema import Level


def inside(code: str, field: str = "region") -> Q:
    """The condition that `field` lies in the region `code` (a code or whole-level prefix)."""
    low, high = prefix_range(code)
    return Q(**{f"{field}__gte": low, f"{field}__lt": high})


# Asked for every order that comes in, so written out: building these two with the ORM costs a
# millisecond of the eight an intake may take. All regions around one place: the longer prefix is
# the greater string.
_KNOWN = "SELECT FROM places_region WHERE code = %s AND ended IS NULL"
_RESPONSIBLE = """
SELECT {columns} FROM places_organisation WHERE kind = %s AND region_id = ANY(%s) AND is_active
ORDER BY region_id DESC, id LIMIT 1
"""


def is_known(code: str) -> bool:
    """Whether there is a region with this code that has not ended."""
    with connection.cursor() as cursor:
        cursor.execute(_KNOWN, [code])
        return cursor.fetchone() is not None


def region_names(codes: Collection[str]) -> dict[str, str]:
    """The whole names of several regions by code; who is unknown is not in it."""
    return dict(Region.objects.filter(code__in=set(codes)).values_list("code", "full_name"))


def region_name(code: str) -> str:
    """The whole name, province first; the code itself where nobody knows it."""
    return region_names([code]).get(code, code)


def region_path(code: str) -> list[Region]:
    """The region and everything around it, province first; one query."""
    return list(Region.objects.filter(pk__in=ancestors(code)).order_by("level"))


def subregions(code: str) -> QuerySet[Region]:
    """The regions directly below, for a picker; below the nation the provinces. None that ended."""
    parent = ancestors(code)[0] if ancestors(code) else None
    return Region.objects.filter(parent_id=parent, ended__isnull=True).order_by("code")


def search_regions(text: str, *, under: str = "", limit: int = 20) -> list[Region]:
    """Regions inside `under` whose name begins with the text, larger ones first."""
    found = Region.objects.filter(inside(under, "code"), name__startswith=text.strip())
    return list(found.filter(ended__isnull=True).order_by("level", "code")[:limit])


def organisations_in(code: str, *, kinds: Collection[str] = ()) -> QuerySet[Organisation]:
    """Organisations at work in the region and everywhere below it."""
    found = Organisation.objects.filter(inside(code), is_active=True)
    return found.filter(kind__in=kinds) if kinds else found


def organisation_named(text: str) -> Organisation | None:
    """The organisation at work with this code, or else the only one with this whole name."""
    found = organisations_in("")
    rows = list(found.filter(code=text)[:1] or found.filter(name=text)[:2])
    return rows[0] if len(rows) == 1 else None


def active_organisation(organisation_id: int) -> Organisation | None:
    return Organisation.objects.filter(pk=organisation_id, is_active=True).first()


def responsible_organisation(
    kind: str, code: str, levels: Collection[Level] = ()
) -> Organisation | None:
    """The organisation of the kind for the smallest region around `code` that has one (lowest id
    first).

    `levels` says which levels may decide (`Service.levels`); empty means any. One indexed query.
    """
    around = [region for region in ancestors(code) if not levels or level_of(region) in levels]
    return rows.one(Organisation, _RESPONSIBLE, [kind, around])


def organisations_of(kind: str, code: str) -> list[Organisation]:
    """Every organisation of the kind responsible for the place, nearest first."""
    found = Organisation.objects.filter(kind=kind, region_id__in=ancestors(code), is_active=True)
    return list(found.order_by("-region_id", "id"))


def search_organisations(
    text: str, *, kinds: Collection[str] = (), under: str = "", limit: int = 20
) -> list[Organisation]:
    """Organisations inside `under` whose name holds the text."""
    found = organisations_in(under, kinds=kinds).filter(name__contains=text.strip())
    return list(found.select_related("region").order_by("region_id", "id")[:limit])


def venues_in(code: str) -> QuerySet[Venue]:
    """Venues open to the public in the region and below it."""
    found = Venue.objects.filter(inside(code), is_active=True)
    return found.select_related("organisation")


# --- what anybody may look up: the directory (DIR-01)


def directory(code: str, *, kinds: Sequence[str], text: str = "") -> QuerySet[Organisation]:
    """Organisations at work that serve the place, nearest first: those in the region and below,
    then those of the regions around it; with their region. `kinds` come in the order given.
    """
    found = _serving(code).filter(kind__in=kinds)
    if text.strip():
        found = found.filter(name__contains=text.strip())
    around = Case(
        When(inside(code), then=Value(0)),
        default=Value(depth(code)) - F("region__level"),
        output_field=IntegerField(),
    )
    order = Case(*(When(kind=kind, then=Value(place)) for place, kind in enumerate(kinds)))
    rows = found.select_related("region").annotate(around=around, kind_order=order)
    return rows.order_by("around", "region_id", "kind_order", "pk")


def kinds_serving(code: str, *, kinds: Collection[str], text: str = "") -> dict[str, int]:
    """Kind of organisation → how many of it `directory` would show; one query."""
    found = _serving(code).filter(kind__in=kinds, name__contains=text.strip())
    return dict(found.order_by().values_list("kind").annotate(count=Count("pk")))


def halls_of_organisations(organisations: Collection[int], *, rooms: bool) -> list[Venue]:
    """The places of these organisations that are open to the public.

    `rooms`: those in smaller regions too, such as the rooms of a township's villages.
    """
    found = Venue.objects.filter(organisation__in=organisations, is_active=True)
    if not rooms:
        found = found.filter(region=F("organisation__region"))
    return list(found.select_related("region").order_by("region_id", "pk"))


def _serving(code: str) -> QuerySet[Organisation]:
    around = Q(region__in=ancestors(code))
    return Organisation.objects.filter(inside(code) | around, is_active=True)


def organisation_names(keys: Collection[int]) -> dict[int, str]:
    """What these organisations are called."""
    return dict(Organisation.objects.filter(pk__in=keys).values_list("pk", "name"))
