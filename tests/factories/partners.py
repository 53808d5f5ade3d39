"""Other systems for tests: 12345 with an account and a key, and the bureau's text-message gateway."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from santai.capabilities.people.access import Actor, ActorPost, actor_for
from santai.capabilities.people.actions import issue_api_key
from santai.capabilities.people.models import Account, Post
from santai.capabilities.places.codes import prefix
from santai.capabilities.places.models import Organisation
from tests import world as w


def make_partner(
    organisation: Organisation, username: str = "partner-12345", role: str = "partner-system"
) -> Account:
    account = Account.objects.create(
        username=username, name=f"{organisation.name}平台", kind="partner", password="!"
    )
    Post.objects.create(
        account=account,
        role=role,
        organisation=organisation,
        region=organisation.region_id,
        starts=w.TODAY - timedelta(days=365),
    )
    return account


def as_partner(account: Account) -> Actor:
    return actor_for(account, "partners", w.TODAY)


def key_of(account: Account) -> str:
    """A key the account may call the API with."""
    admin = ActorPost(
        id=0,
        role="security-admin",
        organisation_id=0,
        organisation_kind="bureau",
        region="",
        permissions=frozenset({"authorise"}),
        sees="none",
        reads_only=False,
    )
    actor = Actor(kind="staff", name="管理员", channel="desk", posts=(admin,))
    far = w.NOW + timedelta(days=36_500)  # servers of the harnesses go by the real clock
    return issue_api_key(actor=actor, account=account, name="测试", now=w.NOW, expires=far)[1]


def gateway(bureau: Organisation) -> Actor:
    """What carries the text messages of the bureau's region, and may do nothing else."""
    post = ActorPost(
        id=0,
        role="sms-gateway",
        organisation_id=bureau.pk,
        organisation_kind="bureau",
        region=prefix(bureau.region_id),
        permissions=frozenset({"carry_sms"}),
        sees="none",
        reads_only=False,
    )
    return Actor(kind="partner", name="短信网关", channel="partners", posts=(post,))


def consult(**changes: Any) -> dict[str, Any]:
    """A legal question as 12345 hands it over."""
    return {
        "service": "consultation/legal",
        "region": w.YE,
        "applicant": {"name": "张三丰", "phone": "13800000002"},
        "answers": {"question": "老板三个月没有发工资，怎么办？"},
        **changes,
    }
