from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from santai.capabilities.approvals.models import Approval
from santai.capabilities.knowledge.enums import State
from santai.capabilities.people.models import Account
from santai.capabilities.places.models import Organisation


class Reviewed(models.Model):
    """What one person writes and another reviews before anybody outside reads it (HOT-14).

    The database holds the two apart, and (by a trigger) what was once sent for review: it stays as it was told.
    """

    owner = models.ForeignKey(
        Organisation, models.PROTECT, verbose_name=_("负责单位"), related_name="+"
    )
    region = models.CharField(
        _("负责单位区划"), max_length=12
    )  # of the owner: by it rights are asked
    topic = models.CharField(_("哪方面的事"), max_length=20)
    citations = ArrayField(
        models.CharField(max_length=120), verbose_name=_("引用条文"), default=list
    )
    state = models.CharField(_("状态"), max_length=9, choices=State, default=State.DRAFT)
    written_by = models.ForeignKey(
        Account, models.PROTECT, verbose_name=_("谁拟的"), related_name="+"
    )
    written_at = models.DateTimeField(_("拟稿时间"))
    approval = models.OneToOneField(
        Approval, models.PROTECT, verbose_name=_("复核"), related_name="+", null=True
    )
    reviewed_by = models.ForeignKey(
        Account, models.PROTECT, verbose_name=_("谁审定"), related_name="+", null=True
    )
    reviewed_at = models.DateTimeField(_("审定时间"), null=True)
    opinion = models.CharField(_("审定意见"), max_length=300, blank=True)
    ended_at = models.DateTimeField(_("停用时间"), null=True)
    ended_by = models.ForeignKey(
        Account, models.PROTECT, verbose_name=_("谁停用"), related_name="+", null=True
    )
    ended_why = models.CharField(_("停用原因"), max_length=300, blank=True)

    class Meta:
        abstract = True
        constraints: ClassVar[tuple[models.BaseConstraint, ...]] = (
            models.CheckConstraint(
                condition=Q(reviewed_by=None) | ~Q(reviewed_by=F("written_by")),
                name="%(class)s_by_another",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=(State.APPROVED, State.ENDED))
                | Q(reviewed_by__isnull=False, reviewed_at__isnull=False),
                name="%(class)s_reviewed",
            ),
            models.CheckConstraint(
                condition=Q(state=State.ENDED, ended_at__isnull=False)
                | ~Q(state=State.ENDED) & Q(ended_at=None, ended_by=None),
                name="%(class)s_ended",
            ),
        )
