"""The directory of practitioners (DIR)."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from santai.capabilities.people.access import Actor, require
from santai.capabilities.people.actions.accounts import must_administer, note_about
from santai.capabilities.people.actions.apart import must_not_administer
from santai.capabilities.people.models import Account, Practitioner
from santai.capabilities.places.actions import (
    fields_must_fit,
    must_be_known,
    region_must_be_known,
)
from santai.capabilities.places.models import Organisation
from santai.capabilities.trail.enums import Kind
from santai.catalogue.current import catalogue
from santai.kernel.errors import Conflict, Forbidden, Invalid

# Of another kind, or elsewhere: a new entry. `account`: given by `link_account` alone.
FIXED = frozenset({"id", "kind", "region", "demo", "account"})


def register_practitioner(
    *, actor: Actor, name: str, kind: str, organisation: Organisation, region: str = "", **more: Any
) -> Practitioner:
    """Enter somebody in the directory, for the organisation's region or for `region`.

    `more`: any other field of `Practitioner`; kinds, skills and languages are words of the
    catalogue.
    """
    practitioner = Practitioner(
        name=name,
        kind=kind,
        organisation=organisation,
        region=region or organisation.region_id,
        **more,
    )
    require(actor, "directory", practitioner.region)
    if practitioner.account is not None:
        require(actor, "authorise", practitioner.region)
    return _saved(practitioner)


def update_practitioner(practitioner_id: int, *, actor: Actor, **changes: Any) -> Practitioner:
    with transaction.atomic():
        practitioner = Practitioner.objects.select_for_update().get(pk=practitioner_id)
        require(actor, "directory", practitioner.region)
        fields = {field.name for field in Practitioner._meta.concrete_fields} - FIXED
        if strange := sorted(changes.keys() - fields):
            known = _("、").join(sorted(fields))
            raise Invalid(
                dict.fromkeys(strange, _("没有这一项。可以修改：%(known)s。") % {"known": known})
            )
        for name, value in changes.items():
            setattr(practitioner, name, value)
        return _saved(practitioner)


def link_account(
    practitioner_id: int, *, actor: Actor, account: Account | None, on: date
) -> Practitioner:
    """Whose account stands at a practitioner sees the cases assigned to them: it is given as a post is, by the
    administrator of security, and never to oneself (A7; GB/T 22239-2019 8.1.4.2).
    """
    with transaction.atomic():
        practitioner = Practitioner.objects.select_for_update().get(pk=practitioner_id)
        require(actor, "authorise", practitioner.region)
        if account is not None:
            if account.pk == actor.account_id:
                raise Forbidden(_("不能给自己办，请由另一位管理员办理。"))
            must_administer(actor, account, right="authorise", on=on)
        before, practitioner.account = practitioner.account, account
        saved = _saved(practitioner)
        if (told := account or before) is not None:
            linked = practitioner.name if account else _("不再承办")
            note_about(Kind.LINKED, actor, told, practitioner.region, practitioner=linked)
        return saved


def _saved(practitioner: Practitioner) -> Practitioner:
    known = catalogue()
    must_be_known("kind", [practitioner.kind], known.practitioners)
    must_be_known("skills", practitioner.skills, known.skills)
    must_be_known("languages", practitioner.languages, known.languages)
    region_must_be_known(practitioner.region)
    fields_must_fit(practitioner)
    if practitioner.account is not None and practitioner.is_active:
        must_not_administer(practitioner.account, on=localdate())
    try:
        with transaction.atomic():
            practitioner.save()
    except IntegrityError as error:
        raise Conflict(_("这个执业证号已经登记，或此账号已对应另一人。请核对。")) from error
    return practitioner
