"""Form fields that name a region, an organisation or an account by what people know it by.

No list of thousands, and no script: a code, a name or a user name is typed, and looked up.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from santai.capabilities.people.enums import AccountKind
from santai.capabilities.people.models import Account
from santai.capabilities.places.models import Organisation
from santai.capabilities.places.queries import is_known, search_regions
from santai.kernel.errors import Invalid
from santai.project.people.operator import account_named, organisation_at, region_code


class RegionField(forms.CharField):
    """Twelve digits, a prefix of whole levels, or the whole name of a region; gives twelve digits."""

    def clean(self, value: Any) -> str:
        text = super().clean(value).strip()
        if not text:
            return ""
        if not text.isdecimal():
            found = [r for r in search_regions(text) if text in (r.name, r.full_name)]
            if len(found) != 1:
                raise forms.ValidationError(_("没有唯一的地方叫这个名字，请填区划代码。"))
            return found[0].pk
        try:
            code = region_code(text)
        except Invalid as refused:
            raise forms.ValidationError(list(refused.fields.values())) from None
        if not is_known(code):
            raise forms.ValidationError(_("没有这个区划代码。"))
        return code


class OrganisationField(forms.CharField):
    """The code of an organisation, or its whole name."""

    def clean(self, value: Any) -> Organisation | None:
        text = super().clean(value).strip()
        try:
            known = Organisation.objects.filter(code=text).first()  # also one that is closed
            return known or (organisation_at(text) if text else None)
        except Invalid as refused:
            raise forms.ValidationError(list(refused.fields.values())) from None


class AccountField(forms.CharField):
    """The user name of an account of staff or of a system; who the citizens are is not shown here."""

    def clean(self, value: Any) -> Account | None:
        text = super().clean(value).strip()
        try:
            account = account_named(text) if text else None
        except Invalid as refused:
            raise forms.ValidationError(list(refused.fields.values())) from None
        if account is not None and account.kind == AccountKind.CITIZEN:
            raise forms.ValidationError(_("没有工作人员用“%(name)s”这个用户名。") % {"name": text})
        return account


class WordsField(forms.CharField):
    """Several words, separated by commas of either kind."""

    def clean(self, value: Any) -> list[str]:
        text = super().clean(value)
        for comma in "，、;；":
            text = text.replace(comma, ",")
        return [word for part in text.split(",") if (word := part.strip())]

    def prepare_value(self, value: Any) -> Any:
        return "、".join(value) if isinstance(value, list) else value


class Day(forms.DateInput):
    """The browser's own calendar."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")
