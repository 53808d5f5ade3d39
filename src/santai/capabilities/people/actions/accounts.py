"""Accounts and the posts that give them rights."""

from __future__ import annotations

from datetime import date

from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from santai.capabilities.people.access import Actor, require
from santai.capabilities.people.actions.apart import must_stand_apart
from santai.capabilities.people.enums import AccountKind
from santai.capabilities.people.events import access_ended, password_given
from santai.capabilities.people.models import Account, Party, Post, Practitioner
from santai.capabilities.places.actions import (
    fields_must_fit,
    must_be_known,
    region_must_be_known,
)
from santai.capabilities.places.codes import NATION
from santai.capabilities.places.models import Organisation
from santai.capabilities.trail.actions import note
from santai.capabilities.trail.enums import Kind
from santai.catalogue.current import catalogue
from santai.kernel.errors import Conflict, Invalid


def create_account(
    *,
    username: str,
    name: str,
    kind: str,
    party: Party | None = None,
    password: str | None = None,
    password_hash: str = "",
) -> Account:
    """A login without any rights. Without a password nobody can sign in with it by password.

    `password_hash`: made by Django's `make_password` before, for many accounts with one password.
    """
    must_be_known("kind", [kind], AccountKind.values)
    account = Account(username=username.strip(), name=name.strip(), kind=kind, party=party)
    if password is not None:
        _check_password(password, account)
    account.password = password_hash or make_password(password)
    fields_must_fit(account)
    try:
        with transaction.atomic():
            account.save(force_insert=True)
    except IntegrityError as error:
        raise Conflict(_("用户名已被使用，或此人已有账号。请换一个，或找回原账号。")) from error
    return account


def must_administer(actor: Actor, account: Account, *, on: date, right: str = "administer") -> None:
    """Raise Forbidden unless the actor administers (or has another right in) every region the account
    holds a post for, now or later, or practises in: who opens an account for somebody could else make
    themselves more than they are (USER-07).
    """
    require(actor, right)
    not_over = Q(ends__isnull=True) | Q(ends__gt=on)
    held = Post.objects.filter(not_over, account=account).values_list("region")
    practised = Practitioner.objects.filter(account=account, is_active=True).values_list("region")
    for region in held.union(practised):
        require(actor, right, *region)


def set_password(account: Account, *, actor: Actor, password: str, on: date) -> None:
    """A new password for somebody who lost theirs. Whoever is signed in with the old one is out."""
    must_administer(actor, account, on=on)
    if account.kind == AccountKind.PARTNER:
        raise Invalid({"account": _("外部系统不用密码登录，请签发接口密钥。")})
    _check_password(password, account)
    account.set_password(password)
    with transaction.atomic():
        account.save(update_fields=["password"])
        note_about(Kind.PASSWORD, actor, account)
        access_ended.send(Account, account=account)
        password_given.send(Account, account=account)


def _check_password(password: str, account: Account) -> None:
    try:
        validate_password(password, account)
    except ValidationError as error:
        raise Invalid({"password": "".join(error.messages)}) from error


def close_account(account: Account, *, actor: Actor, on: date) -> None:
    """Nobody acts with it any more, from the next request on; its posts and history stay."""
    must_administer(actor, account, on=on)
    with transaction.atomic():
        Account.objects.filter(pk=account.pk).update(is_active=False)
        note_about(Kind.CLOSED, actor, account)
        access_ended.send(Account, account=account)


def reopen_account(account: Account, *, actor: Actor, on: date) -> None:
    """Somebody came back, or it was the wrong account: it has the posts that are still in force."""
    must_administer(actor, account, on=on)
    with transaction.atomic():
        Account.objects.filter(pk=account.pk).update(is_active=True)
        note_about(Kind.REOPENED, actor, account)


def hold_post(
    *,
    actor: Actor,
    account: Account,
    role: str,
    organisation: Organisation,
    starts: date,
    ends: date | None = None,
    region: str = "",
) -> Post:
    """Give an account a role at an organisation, for its region or for `region` (12 digits).

    Security administrators give posts inside their own region only (USER-07).
    """
    _check_role(role, organisation)
    scope = region or organisation.region_id
    require(actor, "authorise", scope)
    if scope != NATION:
        region_must_be_known(scope)
    if ends is not None and ends < starts:
        raise Invalid({"ends": _("离岗日期早于到岗日期，请核对。")})
    try:
        with transaction.atomic():
            must_stand_apart(account, role, starts=starts, ends=ends)
            post = Post.objects.create(
                account=account,
                role=role,
                organisation=organisation,
                region=scope,
                starts=starts,
                ends=ends,
                given_by_id=actor.account_id,
            )
            note_about(Kind.POST_GIVEN, actor, account, scope, role=role, ends=ends)
            return post
    except IntegrityError as error:
        raise Conflict(_("此人已在这个岗位上，请核对后再填。")) from error


def _check_role(role_id: str, organisation: Organisation) -> None:
    known = catalogue()
    must_be_known("role", [role_id], known.roles)
    role = known.roles[role_id]
    if role.kinds and organisation.kind not in role.kinds:
        places = _("、").join(known.organisation_kinds[kind].title.said for kind in role.kinds)
        raise Invalid(
            {
                "role": _("“%(role)s”只能设在%(places)s，请另选机构或角色。")
                % {"role": role.title.said, "places": places}
            }
        )


def end_post(post: Post, *, actor: Actor, on: date) -> None:
    """From the day `on` the post gives no rights; it is kept. One not yet begun never gives any."""
    require(actor, "authorise", post.region)
    ends = max(on, post.starts)
    held = Post.objects.filter(Q(ends__isnull=True) | Q(ends__gt=ends), pk=post.pk)
    with transaction.atomic():
        if held.update(ends=ends, ended_by=actor.account_id):
            about = Account.objects.get(pk=post.account_id)
            note_about(Kind.POST_ENDED, actor, about, post.region, role=post.role, ends=ends)
    post.refresh_from_db(fields=["ends", "ended_by"])


def note_about(
    kind: Kind, actor: Actor, account: Account, region: str = "", **more: object
) -> None:
    """In the trail: who changed what about whom, where that account works."""
    place = region or account.posts.order_by("-pk").values_list("region", flat=True).first()
    data = {name: str(value) for name, value in more.items() if value is not None}
    about = f"{account.name}（{account.username}）"
    note(kind, actor=actor, about=about, region=place or NATION, data=data)
