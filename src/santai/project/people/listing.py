"""What `santai people list` shows: organisations with who works there, keys, and who has no post."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import date, datetime

from django.db.models import Q, QuerySet

from santai.capabilities.people.models import Account, ApiKey, Post, Practitioner
from santai.capabilities.people.queries import in_force, posts_in
from santai.capabilities.places.models import Organisation
from santai.capabilities.places.queries import inside, venues_in
from santai.catalogue.current import catalogue
from santai.kernel.workdays import ZONE


def lines(under: str, *, now: datetime, on: date) -> Iterator[str]:
    """The same number of queries however many there are."""
    known, within = catalogue(), defaultdict[int, list[str]](list)
    for venue in venues_in(under):
        within[venue.organisation_id].append(f"场所 {venue.name}，{venue.address}")
    for post in posts_in(under, on=on):
        role = known.roles[post.role].title if post.role in known.roles else post.role
        within[post.organisation_id].append(
            f"{_who(post.account)}  {role} {post.role}{_term(post)}"
        )
    for one in _practitioners(under):
        kind = known.practitioners[one.kind].title if one.kind in known.practitioners else one.kind
        within[one.organisation_id].append(f"{one.name} {kind} {one.licence}{_standing(one, on)}")
    for organisation in _organisations(under, within):
        gone = "" if organisation.is_active else f"（{organisation.closed} 撤销）"
        named = f"{organisation.code}  {organisation.name}{gone}"
        yield f"{named}  {organisation.kind}  {organisation.region}"
        yield from (f"    {line}" for line in within[organisation.pk])
    if not under:
        yield from _without_a_post(on)
        yield from _keys(now)


def _organisations(under: str, occupied: Collection[int]) -> QuerySet[Organisation]:
    """Those at work, and those closed where somebody still holds a post, which still gives rights."""
    found = Organisation.objects.filter(inside(under))
    return found.filter(Q(is_active=True) | Q(pk__in=occupied)).select_related("region")


def _practitioners(under: str) -> Iterator[Practitioner]:
    found = Practitioner.objects.filter(inside(under), is_active=True)
    yield from found.select_related("account").order_by("kind", "licence", "id")


def _without_a_post(on: date) -> Iterator[str]:
    idle = Account.objects.filter(is_active=True).exclude(kind="citizen")
    held = Post.objects.filter(in_force(on))
    idle = idle.exclude(pk__in=held.values("account")).order_by("username")
    named = [f"    {_who(account)}" for account in idle]
    yield from ["没有岗位的账号：", *named] if named else []


def _keys(now: datetime) -> Iterator[str]:
    valid = ApiKey.objects.filter(Q(expires=None) | Q(expires__gt=now), is_active=True)
    keys = valid.filter(account__is_active=True).select_related("account").order_by("pk")
    named = [
        f"    {key.prefix}  {key.account.username}  {key.name}，{_day(key.created)} 签发"
        f"{f'，{_day(key.expires)} 失效' if key.expires else ''}"
        for key in keys
    ]
    yield from ["接口密钥：", *named] if named else []


def _day(moment: datetime) -> date:
    return moment.astimezone(ZONE).date()


def _who(account: Account) -> str:
    return f"{account.username}（{account.name}{'' if account.is_active else '，已停用'}）"


def _term(post: Post) -> str:
    scope = "" if post.region == post.organisation.region_id else f"，管辖 {post.region}"
    return f"，{post.starts} 起{f'，{post.ends} 止' if post.ends else ''}{scope}"


def _standing(one: Practitioner, on: date) -> str:
    login = f"，账号 {one.account.username}" if one.account else "，没有账号"
    return login if one.practising_on(on) else f"{login}，停止执业至 {one.suspended_until}"
