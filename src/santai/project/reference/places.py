"""Regions to look at; organisations and halls to keep."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from santai.capabilities.people.access import require
from santai.capabilities.places import actions
from santai.capabilities.places.enums import Access
from santai.capabilities.places.models import Organisation, Region, Venue
from santai.catalogue.current import catalogue
from santai.project.reference.base import DoorForm, OneOf, Reference, Viewed
from santai.project.reference.fields import OrganisationField, RegionField, WordsField
from santai.project.reference.rights import KEEPS

REGION_HELP = _("区划代码，或者完整名称，例如 410422 或者 叶县。")
ORGANISATION_HELP = _("机构代码，或者完整名称。")


def kinds() -> list[tuple[str, str]]:
    return [(key, kind.title.said) for key, kind in catalogue().organisation_kinds.items()]


class KindFilter(OneOf):
    title = _("机构类型")
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return kinds()


class RegionAdmin(Viewed):
    scope = "code"
    list_display = ("code", "full_name", "level", "ended")
    list_filter = ("level",)
    search_fields = ("code__startswith", "name__startswith")
    search_help_text = _("代码或者名称的开头")
    ordering = ("code",)
    fields = ("code", "name", "full_name", "level", "parent", "ended")


class OrganisationForm(DoorForm):
    kind = forms.ChoiceField(label=_("机构类型"), choices=kinds)
    region = RegionField(label=_("所在区划"), help_text=REGION_HELP)
    parent = OrganisationField(label=_("主管机构"), required=False, help_text=ORGANISATION_HELP)

    class Meta:
        model = Organisation
        fields = "__all__"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and self.instance.parent:
            self.initial["parent"] = self.instance.parent.code

    def perform(self, given: dict[str, Any]) -> Organisation:
        if self.instance.pk is None:
            require(self.actor, KEEPS, given["region"])
            return actions.create_organisation(**given)
        for region in {Organisation.objects.get(pk=self.instance.pk).region_id, given["region"]}:
            require(self.actor, KEEPS, region)
        changes = self.changes(given)
        if "closed" in changes:
            changes["is_active"] = changes["closed"] is None
        return actions.update_organisation(self.instance.pk, **changes)


class OrganisationAdmin(Reference):
    form = OrganisationForm
    list_display = ("name", "code", "kind_title", "region", "phone", "is_active")
    list_filter = (KindFilter, "is_active")
    list_select_related = ("region",)
    search_fields = ("name", "code__startswith")
    search_help_text = _("名称，或者代码的开头")
    fieldsets = (
        (None, {"fields": ("code", "name", "short", "kind", "region", "parent")}),
        (_("联系"), {"fields": ("phone", "address", "hours", "latitude", "longitude")}),
        (_("存续"), {"fields": ("opened", "closed")}),
    )

    @admin.display(description=_("机构类型"), ordering="kind")
    def kind_title(self, obj: Organisation) -> str:
        kind = catalogue().organisation_kinds.get(obj.kind)
        return kind.title.said if kind else obj.kind


class VenueForm(DoorForm):
    organisation = OrganisationField(label=_("所属机构"), help_text=ORGANISATION_HELP)
    region = RegionField(
        label=_("所在区划"), required=False, help_text=_("不填就是机构所在的区划。")
    )
    windows = WordsField(label=_("服务窗口"), required=False, help_text=_("用顿号或者逗号隔开。"))
    access = forms.MultipleChoiceField(
        label=_("无障碍设施"),
        choices=Access.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Venue
        fields = "__all__"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["organisation"] = self.instance.organisation.code

    def perform(self, given: dict[str, Any]) -> Venue:
        given["region"] = given["region"] or given["organisation"].region_id
        for region in {given["organisation"].region_id, given["region"]}:
            require(self.actor, KEEPS, region)
        if self.instance.pk is None:
            return actions.create_venue(**given)
        require(self.actor, KEEPS, Venue.objects.get(pk=self.instance.pk).region_id)
        changes = self.changes(given)
        if "closed" in changes:
            changes["is_active"] = changes["closed"] is None
        return actions.update_venue(self.instance.pk, **changes)


class VenueAdmin(Reference):
    form = VenueForm
    list_display = ("name", "kind_name", "organisation", "region", "hours", "is_active")
    list_filter = ("setting", "is_active")
    list_select_related = ("organisation", "region")
    search_fields = ("name", "organisation__name")
    search_help_text = _("场所或者机构的名称")
    fieldsets = (
        (None, {"fields": ("organisation", "name", "kind_name", "setting", "region", "grid")}),
        (_("到这里来"), {"fields": ("address", "phone", "hours", "latitude", "longitude")}),
        (_("里面有什么"), {"fields": ("windows", "access", "terminals", "staff")}),
        (_("存续"), {"fields": ("opened", "closed")}),
    )


MODELS = ((Organisation, OrganisationAdmin), (Venue, VenueAdmin), (Region, RegionAdmin))
