"""What the desk keeps of its own: how people like to look at their work. No truth of orders."""

from __future__ import annotations

from django.db import models


class SavedView(models.Model):
    """A set of filters of the inbox under a name (视图): somebody's own, or shared with an organisation.

    Only the filters are kept. Whoever opens it sees what they may see, so a shared view gives nobody a right.
    """

    owner = models.ForeignKey(
        "people.Account", models.CASCADE, verbose_name="谁存的", related_name="+"
    )
    organisation = models.ForeignKey(
        "places.Organisation",
        models.CASCADE,
        verbose_name="共享给",
        related_name="+",
        null=True,
        blank=True,
    )
    name = models.CharField("名称", max_length=20)
    filters = models.JSONField("筛选条件")

    class Meta:
        verbose_name = verbose_name_plural = "视图"
        ordering = ["pk"]
        constraints = (
            models.UniqueConstraint(fields=["owner", "name"], name="saved_view_name_once"),
        )

    def __str__(self) -> str:
        return self.name


class Star(models.Model):
    """The view that opens first for somebody (打开先看)."""

    account = models.OneToOneField(
        "people.Account", models.CASCADE, primary_key=True, related_name="+"
    )
    view = models.ForeignKey(SavedView, models.CASCADE, related_name="stars")

    class Meta:
        verbose_name = verbose_name_plural = "打开先看"

    def __str__(self) -> str:
        return f"{self.account_id}: {self.view_id}"
