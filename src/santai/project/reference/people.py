"""Accounts and their posts, and the directory of practitioners."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from santai.capabilities.identity.actions import second, sign_ins
from santai.capabilities.people import actions
from santai.capabilities.people.enums import AccountKind
from santai.capabilities.people.models import Account, Post, Practitioner
from santai.capabilities.people.queries import in_force
from santai.catalogue.current import catalogue
from santai.project.people.accounts import made_password
from santai.project.people.operator import keeper_of
from santai.project.reference import rights
from santai.project.reference.base import DoorForm, OneOf, Reference
from santai.project.reference.fields import AccountField, OrganisationField, RegionField, WordsField
from santai.project.reference.places import ORGANISATION_HELP, REGION_HELP

SCOPE_HELP = gettext_lazy("不填就是机构所在的区划。")
LINK_HELP = gettext_lazy("用这个账号看到和承办指派给此人的案件，由安全管理员填写。")
WORDS_HELP = gettext_lazy("用顿号或者逗号隔开。")


def today() -> date:
    return timezone.localdate()


def roles() -> list[tuple[str, str]]:
    return [(key, role.title.said) for key, role in catalogue().roles.items()]


def trades() -> list[tuple[str, str]]:
    return [(key, kind.title.said) for key, kind in catalogue().practitioners.items()]


class RoleFilter(OneOf):
    title = gettext_lazy("角色")
    parameter_name = "role"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return roles()


class TradeFilter(OneOf):
    title = gettext_lazy("类别")
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return trades()


class HeldFilter(admin.SimpleListFilter):
    title = gettext_lazy("在岗")
    parameter_name = "held"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("yes", _("现在在岗")), ("no", _("还没到岗或者已经离岗"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        held = in_force(today())
        return {"yes": queryset.filter(held), "no": queryset.exclude(held)}.get(
            self.value() or "", queryset
        )


# --- accounts -------------------------------------------------------------------------------------


class AccountForm(DoorForm):
    """A login without rights yet. People get a password made for them, systems a key on the command line."""

    password = ""
    kind = forms.ChoiceField(
        label=gettext_lazy("类别"),
        choices=[(k.value, k.label) for k in (AccountKind.STAFF, AccountKind.PARTNER)],
    )

    class Meta:
        model = Account
        fields = ("username", "name", "kind")

    def perform(self, given: dict[str, Any]) -> Account:
        if given["kind"] == AccountKind.STAFF:
            self.password = made_password()
        return actions.create_account(**given, password=self.password or None)


class AccountAdmin(Reference):
    form = AccountForm
    list_display = ("username", "name", "kind", "posts_held", "is_active")
    list_filter = ("kind", "is_active")
    search_fields = ("username__startswith", "name__startswith")
    search_help_text = gettext_lazy("用户名或者姓名的开头")
    ordering = ("username",)
    change_form_template = "admin/people/account/change_form.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Account]:
        """Those with a post where the actor keeps or looks on; who keeps sees those without any as well."""
        theirs = Post.objects.filter(account=OuterRef("pk"))
        found = Exists(theirs.filter(rights.seen(request, "region")))
        both = (rights.KEEPS, rights.GRANTS)
        free = ~Exists(theirs) if any(rights.keeps(request, r) for r in both) else Q(pk__in=())
        held = Post.objects.filter(in_force(today())).select_related("organisation").order_by("pk")
        staff = Account.objects.exclude(kind=AccountKind.CITIZEN).filter(found | free)
        return staff.prefetch_related(Prefetch("posts", held, to_attr="held")).order_by("username")

    def get_fields(self, request: HttpRequest, obj: Account | None = None) -> tuple[str, ...]:
        return (
            ("username", "name", "kind", "is_active", "posts_held")
            if obj
            else ("username", "name", "kind")
        )

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False  # a name is who somebody is; posts and passwords have actions of their own

    @admin.display(description=gettext_lazy("岗位"))
    def posts_held(self, obj: Any) -> str:
        known = dict(roles())
        rows = ((f"{known.get(post.role, post.role)}，{post.organisation}",) for post in obj.held)
        return format_html_join("；", "{}", rows)

    def save_form(self, request: HttpRequest, form: Any, change: bool) -> Any:
        request.made_password = form.password  # type: ignore[attr-defined]
        return super().save_form(request, form, change)

    def response_add(
        self, request: HttpRequest, obj: Account, post_url_continue: str | None = None
    ) -> HttpResponse:
        """The password is on this one page and nowhere else."""
        return self._shown(request, obj, request.made_password)  # type: ignore[attr-defined]

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> Any:
        context["may_grant"] = rights.keeps(request, rights.GRANTS)
        return super().render_change_form(request, context, *args, **kwargs)

    def get_urls(self) -> list[URLPattern]:
        def guarded(view: Any) -> Any:
            return self.admin_site.admin_view(require_POST(view))

        return [
            path("<int:pk>/password/", guarded(self.change_password), name="account-password"),
            path("<int:pk>/sign-out/", guarded(self.sign_out), name="account-sign-out"),
            path("<int:pk>/second/", guarded(self.reset_second), name="account-second"),
            path("<int:pk>/close/", guarded(self.close), name="account-close"),
            path("<int:pk>/reopen/", guarded(self.reopen), name="account-reopen"),
            *super().get_urls(),
        ]

    def change_password(self, request: HttpRequest, pk: int) -> HttpResponse:
        account, password = self._held(request, pk), made_password()
        actor = rights.asking(request)
        actions.set_password(account, actor=actor, password=password, on=today())
        self.log_change(request, account, "换了密码")  # kept: Chinese, whoever does it
        return self._shown(request, account, password)

    def sign_out(self, request: HttpRequest, pk: int) -> HttpResponse:
        account = self._held(request, pk)
        sign_ins.end_all(account, actor=rights.asking(request), on=today())
        self.log_change(request, account, "退出所有设备")
        return redirect("admin:people_account_change", pk)

    def reset_second(self, request: HttpRequest, pk: int) -> HttpResponse:
        account = self._held(request, pk)
        rights.must_be_another(rights.asking(request), account)
        second.reset(account, actor=rights.asking(request), on=today())
        self.log_change(request, account, "重置第二步验证")
        return redirect("admin:people_account_change", pk)

    def close(self, request: HttpRequest, pk: int) -> HttpResponse:
        account = self._held(request, pk)
        rights.must_be_another(rights.asking(request), account)
        actions.close_account(account, actor=rights.asking(request), on=today())
        self.log_change(request, account, "停用")
        return redirect("admin:people_account_change", pk)

    def reopen(self, request: HttpRequest, pk: int) -> HttpResponse:
        account = self._held(request, pk)
        actions.reopen_account(account, actor=rights.asking(request), on=today())
        self.log_change(request, account, "恢复")
        return redirect("admin:people_account_change", pk)

    def _held(self, request: HttpRequest, pk: int) -> Account:
        """The account, if it is in the list. Raises Missing."""
        account = self.get_queryset(request).filter(pk=pk).first()
        return rights.found(account)

    def _shown(self, request: HttpRequest, account: Account, password: str) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": account.name,
            "account": account,
            "password": password,
        }
        return render(request, "admin/people/account/password.html", context)


# --- posts ----------------------------------------------------------------------------------------


class PostForm(DoorForm):
    account = AccountField(label=gettext_lazy("用户名"))
    role = forms.ChoiceField(label=gettext_lazy("角色"), choices=roles)
    organisation = OrganisationField(label=gettext_lazy("机构"), help_text=ORGANISATION_HELP)
    region = RegionField(label=gettext_lazy("管辖区划"), required=False, help_text=SCOPE_HELP)

    class Meta:
        model = Post
        fields = ("account", "role", "organisation", "region", "starts", "ends")

    def perform(self, given: dict[str, Any]) -> Post:
        if self.instance.pk is None:
            rights.must_be_another(self.actor, given["account"])
            return actions.hold_post(actor=self.actor, **given)
        post = Post.objects.select_related("account").get(pk=self.instance.pk)
        if given["ends"]:
            rights.must_be_another(self.actor, post.account)
            actions.end_post(post, actor=self.actor, on=given["ends"])
        return post


class PostAdmin(Reference):
    form = PostForm
    right = rights.GRANTS
    list_display = ("account", "role_title", "organisation", "region", "starts", "ends")
    list_filter = (HeldFilter, RoleFilter)
    list_select_related = ("account", "organisation")
    search_fields = (
        "account__username__startswith",
        "account__name__startswith",
        "organisation__name",
    )
    search_help_text = gettext_lazy("用户名、姓名或者机构")
    ordering = ("-starts", "-pk")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("account", "role_title", "organisation", "region", "starts") if obj else ()

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        role = "role_title" if obj else "role"
        return ("account", role, "organisation", "region", "starts", "ends")

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return {"account": request.GET.get("account", ""), "starts": today()}

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        made = super().get_form(request, obj, change, **kwargs)
        if obj is not None:  # what is given is not changed: it ends, and another is given
            for name in ("account", "role", "organisation", "region"):
                made.base_fields.pop(name, None)
        return made

    @admin.display(description=gettext_lazy("角色"), ordering="role")
    def role_title(self, obj: Post) -> str:
        return dict(roles()).get(obj.role, obj.role)


# --- practitioners --------------------------------------------------------------------------------


class PractitionerForm(DoorForm):
    kind = forms.ChoiceField(label=gettext_lazy("类别"), choices=trades)
    organisation = OrganisationField(label=gettext_lazy("执业机构"), help_text=ORGANISATION_HELP)
    region = RegionField(label=gettext_lazy("执业区划"), required=False, help_text=REGION_HELP)
    account = AccountField(label=gettext_lazy("用户名"), required=False, help_text=LINK_HELP)
    skills = WordsField(label=gettext_lazy("专长"), required=False, help_text=WORDS_HELP)
    languages = WordsField(label=gettext_lazy("语言"), required=False, help_text=WORDS_HELP)

    class Meta:
        model = Practitioner
        fields = "__all__"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            if "organisation" in self.fields:
                self.initial["organisation"] = self.instance.organisation.code
            account = self.instance.account
            self.initial["account"] = account.username if account else ""

    def perform(self, given: dict[str, Any]) -> Practitioner:
        if self.instance.pk is None:
            given["region"] = given["region"] or given["organisation"].region_id
            keeper = keeper_of(self.actor, given["region"])
            return actions.register_practitioner(actor=keeper, **given)
        known, changes = Practitioner.objects.get(pk=self.instance.pk), self.changes(given)
        if "account" in changes:  # the one field of who gives rights, who changes no other
            return actions.link_account(
                known.pk, actor=self.actor, account=changes["account"], on=today()
            )
        if not changes:
            return known
        keeper = keeper_of(self.actor, known.region)
        return actions.update_practitioner(known.pk, actor=keeper, **changes)


def _shown(fieldsets: Any) -> list[str]:
    return [name for _title, options in fieldsets for name in options["fields"]]


class PractitionerAdmin(Reference):
    form = PractitionerForm
    list_display = ("name", "trade", "licence", "organisation", "is_active", "suspended_until")
    list_filter = (TradeFilter, "is_active")
    list_select_related = ("organisation",)
    search_fields = ("name__startswith", "licence__startswith", "organisation__name")
    search_help_text = gettext_lazy("姓名、执业证号或者机构")
    ordering = ("region", "name")
    fieldsets = (
        (None, {"fields": ("name", "kind", "licence", "licensed_on", "organisation", "region")}),
        (gettext_lazy("办案"), {"fields": ("skills", "languages", "title", "capacity", "phone")}),
        (
            gettext_lazy("在册"),
            {"fields": ("account", "is_active", "suspended_until", "integrity")},
        ),
    )

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Who gives rights too: whose account it is, and nothing else of the entry."""
        place = self.place(obj) if obj else ""
        gives = rights.keeps_in(request, place, rights.GRANTS) if obj else False
        return gives or super().has_change_permission(request, obj)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        if obj is None:
            return ("account",)
        if rights.keeps(request):  # of another kind, or elsewhere: a new entry
            return ("kind", "region", "account")
        return tuple(name for name in _shown(self.fieldsets) if name != "account")

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        made = super().get_form(request, obj, change, **kwargs)
        for name in self.get_readonly_fields(request, obj):
            made.base_fields.pop(name, None)
        return made

    @admin.display(description=gettext_lazy("类别"), ordering="kind")
    def trade(self, obj: Practitioner) -> str:
        return dict(trades()).get(obj.kind, obj.kind)


MODELS = (
    (Account, AccountAdmin),
    (Post, PostAdmin),
    (Practitioner, PractitionerAdmin),
)
