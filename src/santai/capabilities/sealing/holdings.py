"""What is held of people: declared beside the model that holds it, read by the inventory (个人信息保护法 17, 19).

    class Draft(models.Model):
        holds = Holds(what=…, why=…, ground=…, kept=Kept.DRAFT, fields=("typed",))

The page of a citizen, `docs/privacy.md` and the test that nothing sealed is left undeclared all read this.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import apps
from django.db.models import Model, TextChoices
from django.utils.translation import gettext_lazy as _

# 个人信息保护法 13: on what a state organ may rest; consent is only one of them.
DUTY, CONSENT = "个人信息保护法 13.1.3", "个人信息保护法 13.1.1"


class Kept(TextChoices):
    """How long, in words a citizen reads; `retention` and the writers of each part see to it."""

    MATTER = "matter", _("办结以后再保存几年，年数按事项类别定，到期自动删除")
    PERSON = "person", _("有关的事项都删除以后，一起删除")
    ACCOUNT = "account", _("账号停用以前")
    DRAFT = "draft", _("7 天没有接着填，自动删除")
    CODE = "code", _("两天")
    SESSION = "session", _("退出登录或者到时间，自动删除")
    TEXT = "text", _("发出 90 天以后自动删除")
    VISIT = "visit", _("过后 1 年自动删除")
    LOOKS = "looks", _("3 年以后自动删除（个人信息保护法第五十六条）")
    PROOF = "proof", _("一直保存：证明您同意过什么、撤回过什么")


@dataclass(frozen=True, slots=True)
class Holds:
    """`what` and `why` are msgids; `fields` the columns of the model that say something of a person."""

    what: str
    why: str
    ground: str
    kept: Kept
    fields: tuple[str, ...]


def inventory() -> Iterator[tuple[type[Model], Holds]]:
    """Every model that holds something of people, in the order of the capabilities."""
    for model in apps.get_models():
        if isinstance(declared := getattr(model, "holds", None), Holds):
            yield model, declared
