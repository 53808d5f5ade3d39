"""Accounts, posts and keys, as `santai people` gives and takes them. Each says what it did."""

from __future__ import annotations

import secrets
import sys
from argparse import Namespace
from collections.abc import Callable
from datetime import date, datetime, time
from getpass import getpass

from django.db.models import Q
from django.utils import timezone

from santai.capabilities.identity.actions import second
from santai.capabilities.people import actions
from santai.capabilities.people.access import Actor
from santai.capabilities.people.enums import AccountKind
from santai.capabilities.people.models import ApiKey, Post
from santai.capabilities.people.queries import posts_of
from santai.catalogue.current import catalogue
from santai.kernel.errors import Invalid
from santai.kernel.workdays import ZONE
from santai.project.people.operator import account_named, organisation_at, region_code

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # without those that are read as another
GROUPS, LETTERS_EACH = 4, 4  # 16 letters: 79 bits


def account(args: Namespace, actor: Actor) -> None:
    """A login without any rights yet; people get a password, systems a key later."""
    password = None if args.kind == AccountKind.PARTNER else _password(ask=args.ask)
    made = actions.create_account(
        username=args.username, name=args.name, kind=args.kind, password=password
    )
    print(f"新建账号 {made.username}（{made.name}）。下一步：santai people post。")
    _show(password, asked=args.ask)


def password(args: Namespace, actor: Actor) -> None:
    given = _password(ask=args.ask)
    actions.set_password(account_named(args.username), actor=actor, password=given, on=_today())
    print(f"{args.username} 的密码已更换，用旧密码登录的都已退出。")
    _show(given, asked=args.ask)


def post(args: Namespace, actor: Actor) -> None:
    held = actions.hold_post(
        actor=actor,
        account=account_named(args.username),
        role=args.role,
        organisation=organisation_at(args.organisation),
        region=region_code(args.region) if args.region else "",
        starts=args.starts or _today(),
        ends=args.ends,
    )
    print(f"{_said(held)}，{held.starts} 起。")


def end_post(args: Namespace, actor: Actor) -> None:
    on = args.on or _today()
    held = _held(args, on)
    actions.end_post(held, actor=actor, on=on)
    print(f"{_said(held)}，自 {held.ends} 起不再有权限。")


def reset_second(args: Namespace, actor: Actor) -> None:
    whose = account_named(args.username)
    second.reset(whose, actor=actor, on=_today())
    print(f"{whose.username} 已退出所有设备，下次登录时重新启用第二步验证。")


def close(args: Namespace, actor: Actor) -> None:
    closed = account_named(args.username)
    actions.close_account(closed, actor=actor, on=_today())
    print(f"账号 {closed.username}（{closed.name}）已停用，岗位和经办记录保留。")


def reopen(args: Namespace, actor: Actor) -> None:
    opened = account_named(args.username)
    actions.reopen_account(opened, actor=actor, on=_today())
    print(f"账号 {opened.username}（{opened.name}）已恢复，未到期的岗位一并恢复。")


def key(args: Namespace, actor: Actor) -> None:
    record, text = actions.issue_api_key(
        actor=actor,
        account=account_named(args.username),
        name=args.purpose,
        now=timezone.now(),
        expires=_start_of(args.ends),
    )
    print(f"为 {args.username} 签发密钥 {record}。只显示这一次，请当面或加密交给对方：")
    print(text)


def revoke(args: Namespace, actor: Actor) -> None:
    record = _key(args.prefix)
    actions.revoke_api_key(record, actor=actor)
    print(f"密钥 {record} 已作废。")


def made_password() -> str:
    """Sixteen letters that are easily read over, in groups."""
    made = [secrets.choice(LETTERS) for _ in range(GROUPS * LETTERS_EACH)]
    return "-".join("".join(made[at::GROUPS]) for at in range(GROUPS))


def _password(*, ask: bool) -> str:
    """Typed twice without being shown, or made here. Never an argument: those are seen by all."""
    if not ask:
        return made_password()
    if not sys.stdin.isatty():
        raise Invalid({"ask": "要在终端里输入密码；不带 --ask 则由系统生成。"})
    first = getpass("密码：")
    if getpass("再输一次：") != first:
        raise Invalid({"password": "两次输入的密码不一样。"})
    return first


def _show(text: str | None, *, asked: bool) -> None:
    if text is not None and not asked:
        print(f"密码只显示这一次：{text}")


def _held(args: Namespace, on: date) -> Post:
    """The one post in force on the day that the arguments name."""
    account = account_named(args.username)
    found = posts_of(account.pk, on=on).filter(role=args.role)
    if args.organisation:
        where = args.organisation  # also one that is closed by now
        found = found.filter(Q(organisation__code=where) | Q(organisation__name=where))
    if args.region:
        found = found.filter(region=region_code(args.region))
    held = list(found)
    if not held:
        raise Invalid({"role": f"{account.name}在 {on} 没有这样的岗位。"})
    if len(held) > 1:
        places = "、".join(f"{one.organisation.code} 管 {one.region}" for one in held)
        raise Invalid({"organisation": f"有几个这样的岗位，请写明机构和区划：{places}。"})
    return held[0]


def _key(prefix: str) -> ApiKey:
    found = list(ApiKey.objects.filter(prefix=prefix, is_active=True)[:2])
    if len(found) != 1:
        raise Invalid({"prefix": f"没有唯一的有效密钥以“{prefix}”开头，见 santai people list。"})
    return found[0]


def _said(held: Post) -> str:
    role = catalogue().roles[held.role].title if held.role in catalogue().roles else held.role
    return f"{held.account.name}任{held.organisation.name}{role}（管辖 {held.region}）"


def _today() -> date:
    return timezone.localdate()


def _start_of(day: date | None) -> datetime | None:
    return datetime.combine(day, time(), ZONE) if day else None


VERBS: dict[str, Callable[[Namespace, Actor], None]] = {
    "account": account,
    "password": password,
    "post": post,
    "end-post": end_post,
    "close": close,
    "reopen": reopen,
    "reset-second": reset_second,
    "key": key,
    "revoke": revoke,
}
