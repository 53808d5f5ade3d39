"""Who runs the command, and what the words on the command line name."""

from __future__ import annotations

from datetime import date, datetime

from santai.capabilities.approvals.actions import use
from santai.capabilities.approvals.enums import Kind
from santai.capabilities.approvals.models import Approval
from santai.capabilities.people.access import SYSTEM, Actor, actor_for, require
from santai.capabilities.people.models import Account
from santai.capabilities.people.queries import holders
from santai.capabilities.places.codes import full
from santai.capabilities.places.models import Organisation
from santai.capabilities.places.queries import organisation_named
from santai.kernel.errors import Invalid
from santai.kernel.workdays import ZONE

CHANNEL = "system"
RIGHT, GRANTS = "administer", "authorise"
TITLES = {RIGHT: "系统管理员", GRANTS: "安全管理员"}


def operator(username: str, *, on: date, grants: bool = False) -> Actor:
    """The administrator who runs this command, by whose name it is recorded: of the system, or of
    security where rights are given.

    While nobody is such an administrator yet it is the installation itself: the first one has to come
    from somewhere, and whoever runs commands here holds the database anyway.
    """
    right = GRANTS if grants else RIGHT
    if username:
        actor = actor_for(account_named(username, field="by"), CHANNEL, on)
        if not actor.may(right):
            raise Invalid({"by": f"{actor.name}没有{TITLES[right]}岗位，不能做这件事。"})
        return actor
    administrators = holders(right, on=on)
    if names := "、".join(f"{one.name}（{one.username}）" for one in administrators[:5]):
        raise Invalid({"by": f"请用 --by 写明是哪位{TITLES[right]}在操作：{names}。"})
    return SYSTEM


def approved(username: str, kind: Kind, *, at: datetime) -> Approval:
    """What two people agreed on, used up by the one of them who asked and now runs this command.

    Raises Invalid without a name, Forbidden where nobody else has approved it.
    """
    if not username:
        raise Invalid({"by": "请用 --by 写明是谁申请的：这件事要另一位同事先批准。"})
    actor = actor_for(account_named(username, field="by"), CHANNEL, at.astimezone(ZONE).date())
    return use(actor=actor, kind=kind, subject=kind.value, at=at)


def keeper_of(actor: Actor, code: str) -> Actor:
    """The same person as the one who keeps the directory of that region: the association's work,
    which its administrator does here until the association has an account of its own.
    """
    require(actor, RIGHT, code)
    return SYSTEM


def account_named(username: str, *, field: str = "username") -> Account:
    account = Account.objects.filter(username=username).first()
    if account is None:
        raise Invalid({field: f"没有账号“{username}”，santai people list 列出已有的。"})
    return account


def organisation_at(text: str, *, field: str = "organisation") -> Organisation:
    organisation = organisation_named(text)
    if organisation is None:
        raise Invalid({field: f"没有找到唯一的机构“{text}”，请给机构代码。"})
    return organisation


def region_code(text: str) -> str:
    """Twelve digits, also from a whole-level prefix such as 410422."""
    try:
        return full(text)
    except ValueError as error:
        raise Invalid({"region": str(error)}) from None
