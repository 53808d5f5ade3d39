"""Organisations, the places people can walk into, and practitioners: entered, or changed where they
are there already.

An option that is left out leaves things as they are, so the same line may be run again.
"""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable
from typing import Any

from django.utils.timezone import localdate

from santai.capabilities.people import actions as people
from santai.capabilities.people.access import Actor, require
from santai.capabilities.people.models import Practitioner
from santai.capabilities.places import actions as places
from santai.capabilities.places.models import Organisation, Venue
from santai.capabilities.places.queries import venues_in
from santai.kernel.errors import Invalid
from santai.project.people.operator import (
    RIGHT,
    account_named,
    keeper_of,
    organisation_at,
    region_code,
)

NO_LICENCE = NO_ACCOUNT = "-"
ORGANISATION = ("name", "kind", "region", "short", "phone", "address", "hours", "opened")
VENUE = ("kind_name", "setting", "region", "address", "phone", "hours", "windows", "access")
PRACTITIONER = (
    "name",
    "skills",
    "languages",
    "phone",
    "title",
    "capacity",
    "licensed_on",
    "suspended_until",
)


def organisation(args: Namespace, actor: Actor) -> None:
    given = _given(args, ORGANISATION)
    if args.parent:
        given["parent"] = organisation_at(args.parent, field="parent")
    if args.reopen:
        given |= {"closed": None, "is_active": True}
    known = Organisation.objects.filter(code=args.code).first()
    regions = {given["region"]} if "region" in given else set()
    for region in regions | ({known.region_id} if known else set()):
        require(actor, RIGHT, region)
    if known is None:
        _must_give(given, "name", "kind", "region")
        made = places.create_organisation(code=args.code, **given)
        print(f"新建机构 {made.code} {made.name}。")
    else:
        changed = places.update_organisation(known.pk, **given) if given else known
        print(f"机构 {changed.code} {changed.name}：{_what(given)}。")


def close_organisation(args: Namespace, actor: Actor) -> None:
    closing = organisation_at(args.organisation)
    require(actor, RIGHT, closing.region_id)
    closed = places.close_organisation(closing.pk, on=args.on)
    print(f"机构 {closed.code} {closed.name}自 {closed.closed} 起撤销，不再受理新事项。")


def venue(args: Namespace, actor: Actor) -> None:
    owner = organisation_at(args.organisation)
    given = _given(args, VENUE)
    for region in {owner.region_id, given.get("region", owner.region_id)}:
        require(actor, RIGHT, region)
    known = _venue(owner, args.name)
    if args.closed:
        given |= {"closed": args.closed, "is_active": False}
    if known is None:
        _must_give(given, "kind_name", "address")
        region = given.pop("region", owner.region_id)
        made = places.create_venue(organisation=owner, name=args.name, region=region, **given)
        print(f"新建场所 {made.name}。")
    else:
        places.update_venue(known.pk, **given)
        print(f"场所 {args.name}：{_what(given)}。")


def practitioner(args: Namespace, actor: Actor) -> None:
    given = _given(args, PRACTITIONER)
    if args.organisation:
        given["organisation"] = organisation_at(args.organisation)
    if args.struck_off is not None:
        given["is_active"] = not args.struck_off
    known = _practitioner(args, given)
    if known is not None:
        keeper = keeper_of(actor, known.region)
        changed = people.update_practitioner(known.pk, actor=keeper, **given)
        print(f"{changed.name}（{changed.licence or changed.organisation}）：{_what(given)}。")
        return
    _must_give(given, "name", "organisation")
    region = region_code(args.region) if args.region else given["organisation"].region_id
    made = people.register_practitioner(
        actor=keeper_of(actor, region),
        kind=args.kind,
        licence="" if args.licence == NO_LICENCE else args.licence,
        region=region,
        **given,
    )
    print(f"{made.name}已登记在{made.organisation.name}。")


def link(args: Namespace, actor: Actor) -> None:
    """Whose login sees the cases: the administrator of security says so."""
    given = {name: value for name, value in (("name", args.name),) if value}
    if args.organisation:
        given["organisation"] = organisation_at(args.organisation)
    known = _practitioner(args, given)
    if known is None:
        raise Invalid({"licence": "没有登记过这个人，先用 santai people practitioner 登记。"})
    account = None if args.username == NO_ACCOUNT else account_named(args.username)
    linked = people.link_account(known.pk, actor=actor, account=account, on=localdate())
    print(f"{linked.name}的案件由账号 {account.username if account else '（无）'} 承办。")


def _given(args: Namespace, names: tuple[str, ...]) -> dict[str, Any]:
    """The options that were used, by the field they are for."""
    given = {name: getattr(args, name) for name in names if getattr(args, name) is not None}
    if "region" in given:
        given["region"] = region_code(given["region"])
    return given


def _must_give(given: dict[str, Any], *fields: str) -> None:
    """What a new entry cannot be made without."""
    if lacking := [field for field in fields if not given.get(field)]:
        raise Invalid(dict.fromkeys(lacking, "新登记时必须填写。"))


def _venue(owner: Organisation, name: str) -> Venue | None:
    return venues_in("").filter(organisation=owner, name=name).first()


def _practitioner(args: Namespace, given: dict[str, Any]) -> Practitioner | None:
    """By kind and licence; who has none, by name and where they practise."""
    if args.licence != NO_LICENCE:
        return Practitioner.objects.filter(kind=args.kind, licence=args.licence).first()
    _must_give(given, "name", "organisation")
    return Practitioner.objects.filter(
        kind=args.kind, licence="", name=given["name"], organisation=given["organisation"]
    ).first()


def _what(given: dict[str, Any]) -> str:
    return f"已修改 {'、'.join(given)}" if given else "没有要改的"


VERBS: dict[str, Callable[[Namespace, Actor], None]] = {
    "organisation": organisation,
    "close-organisation": close_organisation,
    "venue": venue,
    "practitioner": practitioner,
    "link": link,
}
