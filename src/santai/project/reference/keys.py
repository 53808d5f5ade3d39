"""Keys of partner systems: seen like posts, given and revoked by administrators of security."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from santai.capabilities.people import actions
from santai.capabilities.people.actions.keys import LASTS
from santai.capabilities.people.models import ApiKey
from santai.capabilities.people.queries import KEY_WARNED, keys_in_reach
from santai.kernel.workdays import ZONE
from santai.project.reference import rights
from santai.project.reference.base import DoorForm, Reference
from santai.project.reference.fields import AccountField, Day

LAST_DAY_HELP = gettext_lazy("到这一天的零点失效，提前 30 天提醒。不能没有期限。")


def in_a_year() -> Any:
    return timezone.localdate() + LASTS


class KeyForm(DoorForm):
    """Given to a partner's account; the key itself is on the page that follows and nowhere else."""

    text = ""
    account = AccountField(label=gettext_lazy("外部系统的用户名"))
    ends = forms.DateField(
        label=gettext_lazy("失效日期"), widget=Day, initial=in_a_year, help_text=LAST_DAY_HELP
    )

    class Meta:
        model = ApiKey
        fields = ("account", "name")

    def perform(self, given: dict[str, Any]) -> ApiKey:
        end = datetime.combine(given.pop("ends"), time(), ZONE)
        record, self.text = actions.issue_api_key(
            actor=self.actor, now=timezone.now(), expires=end, **given
        )
        return record


class ApiKeyAdmin(Reference):
    form = KeyForm
    right = rights.GRANTS
    list_display = ("account", "name", "begins", "created", "expires", "standing")
    list_filter = ("is_active",)
    list_select_related = ("account",)
    search_fields = ("account__username__startswith", "name")
    ordering = ("-is_active", "expires", "pk")
    change_form_template = "admin/people/apikey/change_form.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[ApiKey]:
        looks_on = (rights.KEEPS, rights.GRANTS, rights.LOOKS)
        found = keys_in_reach(rights.asking(request), rights=looks_on)
        return found.defer("digest").order_by(*self.ordering)

    def get_fields(self, request: HttpRequest, obj: ApiKey | None = None) -> tuple[str, ...]:
        return self.list_display if obj else ("account", "name", "ends")

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False  # what was given is not changed: it ends, and another is given

    @admin.display(description=gettext_lazy("密钥开头"))
    def begins(self, obj: ApiKey) -> str:
        return f"{obj.prefix}…"

    @admin.display(description=gettext_lazy("状态"))
    def standing(self, obj: ApiKey) -> str:
        if not obj.is_active:
            return _("已经作废")
        if obj.expires is None:
            return _("没有期限，请换一把")
        left = obj.expires - timezone.now()
        if left.total_seconds() <= 0:
            return _("已到期")
        if left > KEY_WARNED:
            return _("有效")
        days = left.days
        return ngettext("还有 %(n)s 天到期，请换新的", "还有 %(n)s 天到期，请换新的", days) % {
            "n": days
        }

    def save_form(self, request: HttpRequest, form: Any, change: bool) -> Any:
        request.made_key = form.text  # type: ignore[attr-defined]
        return super().save_form(request, form, change)

    def response_add(
        self, request: HttpRequest, obj: ApiKey, post_url_continue: str | None = None
    ) -> HttpResponse:
        """The key is on this one page and nowhere else."""
        context = {
            **self.admin_site.each_context(request),
            "title": str(obj),
            "key": obj,
            "text": request.made_key,  # type: ignore[attr-defined]
        }
        return render(request, "admin/people/apikey/shown.html", context)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> Any:
        context["may_revoke"] = rights.keeps(request, rights.GRANTS)
        return super().render_change_form(request, context, *args, **kwargs)

    def get_urls(self) -> list[URLPattern]:
        revoke = self.admin_site.admin_view(require_POST(self.revoke))
        return [path("<int:pk>/revoke/", revoke, name="key-revoke"), *super().get_urls()]

    def revoke(self, request: HttpRequest, pk: int) -> HttpResponse:
        key = rights.found(self.get_queryset(request).filter(pk=pk).first())
        actions.revoke_api_key(key, actor=rights.asking(request))
        self.log_change(request, key, "作废密钥")  # kept: Chinese, whoever does it
        return redirect("admin:people_apikey_change", pk)


MODELS = ((ApiKey, ApiKeyAdmin),)
