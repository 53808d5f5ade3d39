"""The three administrators (系统、安全、审计) stand apart: from each other, and from everybody who sees cases.

The trigger `people_post_apart` says the same of the roles as they are; this says it in words, and for roles that
an installation adds.
"""

from __future__ import annotations

from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from santai.capabilities.people.models import Account, Post, Practitioner
from santai.catalogue.current import catalogue
from santai.kernel.errors import Conflict


def separate_rights(role_id: str) -> frozenset[str]:
    """What of a role no other may hold beside it; empty for the roles of everyday work."""
    role = catalogue().roles.get(role_id)
    return role.may & frozenset(catalogue().permissions.apart) if role else frozenset()


def must_stand_apart(account: Account, role_id: str, *, starts: date, ends: date | None) -> None:
    """Raise Conflict when the account would be an administrator and anything else in the same days."""
    # Two posts given at the same moment are judged one after the other.
    Account.objects.select_for_update().get(pk=account.pk)
    mine = separate_rights(role_id)
    overlaps = Q(ends__isnull=True) | Q(ends__gt=starts)
    if ends is not None:
        overlaps &= Q(starts__lt=ends)
    held = Post.objects.filter(overlaps, account=account).values_list("role", flat=True)
    if any(separate_rights(other) != mine for other in held):
        raise Conflict(
            _("系统、安全、审计管理员互不兼任，也不兼其他岗位。请另开账号，或者先收回岗位。")
        )
    if mine and Practitioner.objects.filter(account=account, is_active=True).exists():
        raise Conflict(_("此人是法律服务人员，会看到承办的案件，不能当管理员。请另开账号。"))


def must_not_administer(account: Account, *, on: date) -> None:
    """Raise Conflict for the account of an administrator, which is to open no case."""
    held = Post.objects.filter(Q(ends__isnull=True) | Q(ends__gt=on), account=account)
    if any(map(separate_rights, held.values_list("role", flat=True))):
        raise Conflict(_("管理员的账号不能用来承办案件。请另开账号。"))
