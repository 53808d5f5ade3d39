from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from santai.capabilities.trail.enums import Kind


class Entry(models.Model):
    """One line of the trail (审计记录). Only ever added: the database refuses to change or remove it.

    It stands below everything it tells of, so it names accounts by their key and as they were called, and keeps
    no particulars of any citizen.
    """

    at = models.DateTimeField(_("时间"))
    kind = models.CharField(_("类别"), max_length=16, choices=Kind)
    actor = models.BigIntegerField(_("账号"), null=True)
    actor_name = models.CharField(_("谁"), max_length=120)
    about = models.CharField(_("对象"), max_length=200, blank=True)
    region = models.CharField(_("区划"), max_length=12)
    reason = models.CharField(_("理由"), max_length=300, blank=True)
    data = models.JSONField(_("详情"), default=dict)

    class Meta:
        verbose_name = verbose_name_plural = _("审计记录")
        ordering = ("-id",)
        indexes = (
            models.Index(fields=["kind", "-id"], name="trail_kind"),
            models.Index(fields=["actor", "-id"], name="trail_actor"),
            models.Index(fields=["at"], name="trail_at"),
        )

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.kind} {self.about}"
