"""Pairs of rights and identity: four eyes, the broken glass, new keys, passwords, passkeys, the second step."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from santai.capabilities.approvals import access as approvals_access
from santai.capabilities.approvals.actions import ask, decide, use
from santai.capabilities.approvals.enums import Kind
from santai.capabilities.approvals.models import Approval
from santai.capabilities.emergencies.actions import judge, open_in_emergency
from santai.capabilities.emergencies.enums import A_DAY, OPEN_FOR
from santai.capabilities.emergencies.models import Opening
from santai.capabilities.identity.actions import passkeys, passwords, second
from santai.capabilities.identity.actions.passkeys import Site
from santai.capabilities.identity.models import Credential, Passkey
from santai.capabilities.orders.models import Order
from santai.capabilities.people.access import Actor
from santai.capabilities.people.actions import account_of_phone
from santai.capabilities.people.models import Account
from santai.capabilities.sealing import keys
from santai.capabilities.trail.models import Entry
from santai.kernel.errors import Missing
from santai.project.people.operator import approved
from tests import world as w
from tests.factories.devices import Device
from tests.reliability.contests import winners
from tests.reliability.race.pairs import Pair, Planting, only, the_same
from tests.reliability.race.town import EIGHT, Town

APPROVALS, EMERGENCIES = "capabilities/approvals/", "capabilities/emergencies/"
IDENTITY = "capabilities/identity/"
REASON, SITE = "需要核对名单", Site("http://testserver")


def _orm_locks(planting: Planting) -> None:
    planting.no_locks_of_the_orm()


def _nobody_waits(planting: Planting) -> None:
    planting.nobody_waits()


def _lines(kinds: Sequence[str], **of: Any) -> int:
    return Entry.objects.filter(kind__in=kinds, **{f"data__{key}": of[key] for key in of}).count()


# --- four eyes


def _chief(town: Town) -> Actor:
    return town.colleague(town.world.accounts[("bureau-chief", w.YE)].posts.get())


def _ask(town: Town, chief: Actor, n: int) -> int:
    return ask(
        actor=chief,
        kind=Kind.BIG_EXPORT,
        subject="/desk/figures/orders.xlsx",
        title="在办 450 件",
        reason=REASON,
        region=w.YE,
        rows=450,
        at=w.NOW,
    ).pk


def _asked_once(town: Town, chief: Actor, got: Sequence[Any]) -> str:
    many = Approval.objects.filter(asked_by=chief.account_id).count()
    return the_same(town, chief, got) or ("" if many == 1 else f"asked {many} times")


def _asked(town: Town) -> tuple[int, Actor]:
    chief = _chief(town)
    return _ask(town, chief, 0), chief


def _decide(town: Town, matter: tuple[int, Actor], n: int) -> str:
    """Four approve, three refuse, and who asked tries from another session."""
    approval, chief = matter
    actor = town.team("bureau-chief", w.CITY)[n] if n else chief
    decide(approval, actor=actor, approve=n % 2 == 0, opinion="理由写在这里", at=w.NOW)
    return "approved" if n % 2 == 0 else "denied"


def _decided_once(town: Town, matter: tuple[int, Actor], got: Sequence[Any]) -> str:
    approval = Approval.objects.get(pk=matter[0])
    if approval.decided_by_id == approval.asked_by_id:
        return "who asked has decided"
    many = _lines(("approved", "denied"), approval=approval.pk)
    return only(1)(town, matter, got) if many == 1 else f"decided {many} times"


def _by_another(town: Town, matter: tuple[int, Actor], got: Sequence[Any]) -> str:
    approval = Approval.objects.get(pk=matter[0])
    return "who asked has decided" if approval.decided_by_id == approval.asked_by_id else ""


def _decide_from_many_sessions(town: Town, matter: tuple[int, Actor], n: int) -> str:
    approval, chief = matter
    actor = chief if n else town.team("bureau-chief", w.CITY)[0]
    decide(approval, actor=actor, approve=True, opinion="", at=w.NOW)
    return "approved"


def _one_person_is_enough(planting: Planting) -> None:
    planting.replace(approvals_access, "must_be_another", lambda *_: None)
    planting.replace(approvals_access, "may_decide", lambda *_: True)
    planting.drop("approvals_approval", "approval_by_another")


def _approved(town: Town, kind: Kind, asker: Actor, subject: str) -> Actor:
    Approval.objects.create(
        kind=kind,
        subject=subject,
        title="名单",
        reason=REASON,
        region=w.CITY,
        asked_by_id=asker.account_id,
        asked_at=w.NOW,
        decided_by=town.world.accounts[("security-admin", w.CITY)],
        decided_at=w.NOW,
        approved=True,
        until=w.NOW + timedelta(days=1),
    )
    return asker


def _allowed(town: Town) -> Actor:
    chief = town.colleague(town.world.accounts[("bureau-chief", w.CITY)].posts.get())
    return _approved(town, Kind.BIG_EXPORT, chief, "list")


def _use(town: Town, chief: Actor, n: int) -> int:
    return use(actor=chief, kind=Kind.BIG_EXPORT, subject="list", at=w.NOW).pk


def _new_keys_allowed(town: Town) -> str:
    first = town.world.accounts[("security-admin", w.CITY)].posts.get()
    asker = _approved(town, Kind.SEALING_KEY, town.colleague(first), Kind.SEALING_KEY.value)
    return Account.objects.get(pk=asker.account_id).username


def _rotate(town: Town, username: str, n: int) -> int:
    """As `santai keys rotate` does."""
    with transaction.atomic():
        approved(username, Kind.SEALING_KEY, at=w.NOW)
        return keys.make(["messages"])[0]


# --- the broken glass


def _opening(order: Order, account: int | None, at: datetime = w.NOW) -> Opening:
    return Opening(
        order=order,
        account_id=account,
        organisation="某单位",
        region=w.YE,
        reason=REASON,
        at=at,
        until=at + OPEN_FOR,
    )


def _far(town: Town) -> Order:
    return w.ask_for_aid(region=w.LUSHAN, applicant=town.person(), opposite=None).order


def _one_left(town: Town) -> tuple[Order, Actor]:
    order = _far(town)
    clerk = town.colleague(town.world.accounts[("window-clerk", w.YE)].posts.get())
    Opening.objects.bulk_create(_opening(order, clerk.account_id) for _ in range(A_DAY - 1))
    return order, clerk


def _break(town: Town, matter: tuple[Order, Actor], n: int) -> int:
    order, clerk = matter
    return open_in_emergency(actor=clerk, number=order.number, reason=REASON, at=w.NOW).pk


def _no_more_than_a_day_has(town: Town, matter: tuple[Order, Actor], got: Sequence[Any]) -> str:
    many = Opening.objects.filter(account=matter[1].account_id).count()
    return only(1)(town, matter, got) if many == A_DAY else f"opened {many} times"


def _opened(town: Town) -> Opening:
    made = _opening(_far(town), town.world.staff("window-clerk").account_id)
    made.save()
    return made


def _judge(town: Town, opening: Opening, n: int) -> str:
    actor, verdict = town.team("audit-admin", w.CITY)[n], ("fit", "unfit")[n % 2]
    judge(opening.pk, actor=actor, verdict=verdict, opinion="理由写在这里", at=w.NOW)
    return verdict


def _judged_once(town: Town, opening: Opening, got: Sequence[Any]) -> str:
    many = _lines(("judged",), opening=opening.pk)
    return only(1)(town, opening, got) if many == 1 else f"judged {many} times"


# --- passwords, passkeys, the second step


def _citizen(town: Town) -> Account:
    return account_of_phone(phone=town.phone(), name=f"某人{town.number()}")


def _eight_sessions(town: Town) -> list[Account]:
    """Of one account: each has read it as it was."""
    account = _citizen(town)
    return [Account.objects.get(pk=account.pk) for _ in range(EIGHT)]


def _choose(town: Town, sessions: list[Account], n: int) -> str:
    new = f"一句很长的口令 {n}"
    passwords.choose(sessions[n], new=new, again=new, at=w.NOW, here=None)
    return new


def _the_winners_password(town: Town, sessions: list[Account], got: Sequence[Any]) -> str:
    if said := only(1)(town, sessions, got):
        return said
    right = Account.objects.get(pk=sessions[0].pk).check_password(winners(got)[0])
    return "" if right else "somebody was told that their password counts, and it does not"


def _passwords_written_over(planting: Planting) -> None:
    def careless(account: Account, new: str | None) -> None:
        account.set_password(new)
        account.save(update_fields=["password"])

    planting.replace(passwords, "_replace", careless)


Asked = tuple[Account, list[tuple[dict[str, Any], str]]]


def _answers(account: Account, devices: Sequence[Device]) -> Asked:
    """What each session asked its device, and the answer."""
    made = []
    for device in devices:
        options, state = passkeys.begin_adding(account, SITE)
        made.append((state, device.create(options)))
    return account, made


def _almost_full(town: Town) -> Asked:
    account = _citizen(town)
    Passkey.objects.bulk_create(
        Passkey(
            account=account,
            name="旧的",
            host="elsewhere",
            credential=f"{account.pk} {number}".encode(),
            public=b"1",
            made=w.NOW,
        )
        for number in range(passkeys.MOST - 1)
    )
    return _answers(account, [Device() for _ in range(EIGHT)])


def _one_device(town: Town) -> Asked:
    return _answers(_citizen(town), [Device()] * EIGHT)


def _add(town: Town, asked: Asked, n: int) -> int:
    account, answers = asked
    state, answer = answers[n]
    return passkeys.finish_adding(account, SITE, state, answer=answer, name=f"设备{n}", at=w.NOW).pk


def _with_digits(town: Town) -> tuple[Account, str]:
    account = town.account()
    second.enrol(account)
    Credential.objects.filter(account=account).update(confirmed=w.NOW)
    return account, second.digits_at(account, at=w.NOW)


def _type(town: Town, matter: tuple[Account, str], n: int) -> bool:
    account, digits = matter
    if not second.check(account, typed=digits, at=w.NOW):
        raise Missing
    return True


def _digits_that_are_looked_up(planting: Planting) -> None:
    def careless(account: Account, typed: str, *, at: datetime, confirmed: bool) -> bool:
        known, step = Credential.objects.get(account=account), int(at.timestamp()) // second.SECONDS
        if known.last_step >= step or typed != second.digits_at(account, at=at):
            return False
        Credential.objects.filter(pk=known.pk).update(last_step=step)
        return True

    planting.replace(second, "_totp_fits", careless)


PAIRS = (
    Pair(
        "approval-asked",
        "复核 asked for: not asked yet",
        APPROVALS + "actions.py",
        'one_at_a_time(f"approvals:{account}")',
        _chief,
        _ask,
        _asked_once,
        _nobody_waits,
    ),
    Pair(
        "approval-decided",
        "复核 decided by seven, and by who asked: it waits",
        APPROVALS + "access.py",
        'select_for_update(of=("self",)).select_related("asked_by")',
        _asked,
        _decide,
        _decided_once,
        _orm_locks,
    ),
    Pair(
        "approval-oneself",
        "复核 decided by who asked, from seven sessions",
        APPROVALS + "models.py",
        'name="approval_by_another"',
        _asked,
        _decide_from_many_sessions,
        _by_another,
        _one_person_is_enough,
    ),
    Pair(
        "approval-used",
        "批准 used: not used yet",
        APPROVALS + "actions.py",
        'filter(used_at=None).select_for_update(of=("self",))',
        _allowed,
        _use,
        only(1),
        _orm_locks,
    ),
    Pair(
        "rotation",
        "更换加密密钥 begun by eight with one approval",
        APPROVALS + "actions.py",
        'filter(used_at=None).select_for_update(of=("self",))',
        _new_keys_allowed,
        _rotate,
        only(1),
        _orm_locks,
    ),
    Pair(
        "emergency-budget",
        "紧急查阅: fewer than five today",
        EMERGENCIES + "actions.py",
        'one_at_a_time(f"emergencies:{account}")',
        _one_left,
        _break,
        _no_more_than_a_day_has,
        _nobody_waits,
    ),
    Pair(
        "emergency-judged",
        "复查紧急查阅: not judged yet",
        EMERGENCIES + "actions.py",
        'rows.select_for_update(of=("self",))',
        _opened,
        _judge,
        _judged_once,
        _orm_locks,
    ),
    Pair(
        "password",
        "a password replaced: still the one that was read",
        IDENTITY + "actions/passwords.py",
        "filter(pk=account.pk, password=before)",
        _eight_sessions,
        _choose,
        _the_winners_password,
        _passwords_written_over,
    ),
    Pair(
        "passkeys",
        "通行密钥 added: fewer than ten",
        IDENTITY + "actions/passkeys.py",
        'one_at_a_time(f"passkeys:{account.pk}")',
        _almost_full,
        _add,
        only(1),
        _nobody_waits,
    ),
    Pair(
        "passkey",
        "通行密钥: this one is not added yet",
        IDENTITY + "models.py",
        'credential = models.BinaryField(_("标识"), unique=True)',
        _one_device,
        _add,
        only(1),
        lambda planting: planting.drop("identity_passkey", "identity_passkey_credential_key"),
    ),
    Pair(
        "digits",
        "6 位数字 of an authenticator: not used yet",
        IDENTITY + "actions/second.py",
        "last_step__lt=step",
        _with_digits,
        _type,
        only(1),
        _digits_that_are_looked_up,
    ),
)
