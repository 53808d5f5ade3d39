"""The site of reference data: which pages there are, who may enter, in which frame."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, URLResolver, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from santai.capabilities.people.enums import AccountKind
from santai.kernel.errors import Forbidden, Missing
from santai.pages.frames import frame
from santai.project.reference import keys, people, places, rights, telling, viewers

OURS = {"index", "app_list"}  # of Django's own addresses; signing in and out are the house's
View = Callable[..., Any]


class ReferenceSite(admin.AdminSite):
    site_title = site_header = index_title = gettext_lazy("基础数据")
    site_url = None
    enable_nav_sidebar = False
    final_catch_all_view = False

    def has_permission(self, request: HttpRequest) -> bool:
        return rights.sees(request)

    def admin_view(self, view: View, cacheable: bool = False) -> Any:
        """Who is not signed in is asked to; for anybody else without the right there is nothing here."""
        inner = super().admin_view(view, cacheable)

        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            if rights.asking(request).kind != AccountKind.STAFF:
                return redirect_to_login(request.get_full_path(), "login")
            if not rights.sees(request):
                raise Missing
            try:
                return inner(request, *args, **kwargs)
            except PermissionDenied:
                raise Forbidden(_("这里由管理员登记和修改，记录不能删除。")) from None
            except SuspiciousOperation:
                raise Missing from None  # a filter that no list offers

        return guarded

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        return {
            **super().each_context(request),
            **frame(request, rights.asking(request), "admin:index"),
        }

    def get_urls(self) -> list[URLResolver | URLPattern]:
        theirs = [
            url for url in super().get_urls() if isinstance(url, URLResolver) or url.name in OURS
        ]
        return [
            path("parameters/", self.admin_view(self.parameters), name="parameters"),
            path("holidays/", self.admin_view(self.holidays), name="holidays"),
            *theirs,
        ]

    def parameters(self, request: HttpRequest) -> HttpResponse:
        title, found = _("参数"), viewers.parameters()
        context = {**self.each_context(request), "title": title, "parameters": found}
        return render(request, "admin/parameters.html", context)

    def holidays(self, request: HttpRequest) -> HttpResponse:
        years = viewers.years()
        context = {**self.each_context(request), "title": _("放假安排"), "years": years}
        return render(request, "admin/holidays.html", context)


site = ReferenceSite()
for model, page in (*places.MODELS, *people.MODELS, *keys.MODELS, *telling.MODELS):
    site.register(model, page)
