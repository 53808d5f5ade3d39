"""Who is called when something happens, and what could not be delivered: to look at, and to send again."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from santai.capabilities.notices.actions import send_again
from santai.capabilities.notices.models import Delivery, Resending, Subscription
from santai.capabilities.notices.queries import stuck_deliveries
from santai.project.reference import rights
from santai.project.reference.base import DoorForm, Viewed


class Technical(Viewed):
    """For who runs the system, not for chiefs: it belongs to no region."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return rights.keeps(request)

    def has_view_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return rights.keeps(request)


class SubscriptionAdmin(Technical):
    list_display = ("account", "topics", "services", "is_active", "created_at", "waiting", "dead")
    list_filter = ("is_active",)
    list_select_related = ("account",)
    search_fields = ("account__username__startswith", "account__name__startswith")
    ordering = ("-pk",)
    fields = ("account", "topics", "services", "is_active", "created_at", "ended_at")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Subscription]:
        """Without the address and the salt: the one may hold a token, the other makes the secret."""
        left = Q(deliveries__done_at=None)
        rows = Subscription.objects.defer("url", "salt").annotate(
            in_line=Count("deliveries", filter=left & Q(deliveries__dead_at=None)),
            given_up=Count("deliveries", filter=left & ~Q(deliveries__dead_at=None)),
        )
        return rows.order_by("-pk")

    @admin.display(description=_("等着发的"))
    def waiting(self, obj: Subscription) -> int:
        return int(obj.in_line)  # type: ignore[attr-defined]

    @admin.display(description=_("放弃的"))
    def dead(self, obj: Subscription) -> int:
        return int(obj.given_up)  # type: ignore[attr-defined]


class SendAgain(DoorForm):
    """Sent again as it was, with a reason that is kept."""

    reason = forms.CharField(
        label=_("重发的理由"),
        max_length=200,
        help_text=_("例如：对方已经修好接收地址。接收方按事件编号去重，不会重复办理。"),
    )

    class Meta:
        model = Delivery
        fields = ()

    def perform(self, given: dict[str, Any]) -> Delivery:
        return send_again(
            actor=self.actor, delivery=self.instance.pk, reason=given["reason"], at=timezone.now()
        )


class DeliveryAdmin(Technical):
    """What was given up, to be sent again; the receiver can also ask for it over the interface."""

    form = SendAgain
    list_display = ("receiver", "kind", "attempts", "dead_at", "error")
    list_select_related = ("subscription__account",)
    search_fields = ("subscription__account__username__startswith", "error")
    ordering = ("dead_at", "pk")
    fields = readonly_fields = ("receiver", "kind", "attempts", "dead_at", "error")

    def get_fields(self, request: HttpRequest, obj: object = None) -> tuple[str, ...]:
        return (*self.readonly_fields, "reason")

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return rights.keeps(request)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        said = {"title": _("重发事件"), "verb": _("重发")}
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **said})

    def get_queryset(self, request: HttpRequest) -> QuerySet[Delivery]:
        return stuck_deliveries()

    @admin.display(description=_("接收方"))
    def receiver(self, obj: Delivery) -> str:
        return str(obj.subscription.account)

    @admin.display(description=_("主题"))
    def kind(self, obj: Delivery) -> str:
        return str(obj.event.get("type", ""))


class ResendingAdmin(Technical):
    list_display = fields = ("at", "account", "receiver", "kind", "reason")
    list_select_related = ("account", "delivery__subscription__account")
    search_fields = ("account__username__startswith",)
    ordering = ("-at", "-pk")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Resending]:
        return Resending.objects.order_by("-at", "-pk")

    @admin.display(description=_("接收方"))
    def receiver(self, obj: Resending) -> str:
        return str(obj.delivery.subscription.account)

    @admin.display(description=_("主题"))
    def kind(self, obj: Resending) -> str:
        return str(obj.delivery.event.get("type", ""))


MODELS = (
    (Subscription, SubscriptionAdmin),
    (Delivery, DeliveryAdmin),
    (Resending, ResendingAdmin),
)
