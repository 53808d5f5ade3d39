from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from santai.capabilities.people import holdings
from santai.capabilities.people.enums import PartyKind, Proof, Relation, Scope
from santai.capabilities.people.models.accounts import Account
from santai.capabilities.people.models.constraints import one_of
from santai.capabilities.people.models.parties import Party


class Representation(models.Model):
    """Somebody may see, or act for, somebody else or a body (代办). Ended, never deleted.

    Represented is whoever proved a telephone (`account`), or a party whose papers a clerk saw
    (`party`). It holds from `since` until before `until`.
    """

    representative = models.ForeignKey(
        Account, models.PROTECT, verbose_name=_("代办人"), related_name="represents"
    )
    account = models.ForeignKey(
        Account,
        models.PROTECT,
        verbose_name=_("被代办人"),
        related_name="represented_by",
        null=True,
    )
    party = models.ForeignKey(
        Party, models.PROTECT, verbose_name=_("被代办方"), related_name="represented_by", null=True
    )
    relation = models.CharField(_("关系"), max_length=10, choices=Relation)
    scope = models.CharField(_("范围"), max_length=4, choices=Scope)
    proof = models.CharField(_("依据"), max_length=8, choices=Proof)
    papers = models.CharField(_("核对的证件"), max_length=200, blank=True)
    given_by = models.ForeignKey(
        Account, models.PROTECT, verbose_name=_("办理人"), related_name="+", db_index=False
    )
    since = models.DateTimeField(_("开始"))
    until = models.DateTimeField(_("截止"), null=True)
    ended_by = models.ForeignKey(
        Account,
        models.PROTECT,
        verbose_name=_("停止人"),
        related_name="+",
        null=True,
        db_index=False,
    )

    holds = holdings.REPRESENTATION

    class Meta:
        verbose_name = verbose_name_plural = _("代办关系")
        constraints = [
            models.CheckConstraint(
                condition=Q(account__isnull=True) ^ Q(party__isnull=True),
                name="representation_of_one",
            ),
            models.CheckConstraint(
                condition=~Q(account=F("representative")), name="representation_of_another"
            ),
            one_of("relation", Relation, "representation_relation"),
            one_of("scope", Scope, "representation_scope"),
            one_of("proof", Proof, "representation_proof"),
        ]

    def __str__(self) -> str:
        return f"{self.representative_id} {self.relation}"

    @property
    def of_body(self) -> bool:
        return self.party is not None and self.party.kind != PartyKind.CITIZEN

    @property
    def represented(self) -> str:
        """The name of whoever is represented."""
        return str(self.account or self.party)


class RepresentationUse(models.Model):
    """What somebody did or looked at for another (代办记录): theirs to read."""

    representation = models.ForeignKey(Representation, models.PROTECT, related_name="uses")
    at = models.DateTimeField(_("时间"))
    deed = models.CharField(_("做了什么"), max_length=60)
    number = models.CharField(_("工单号"), max_length=16, blank=True)

    holds = holdings.REPRESENTATION_USE

    class Meta:
        verbose_name = verbose_name_plural = _("代办记录")

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.deed}"
