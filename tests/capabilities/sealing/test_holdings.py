"""PIPL 17, 51: what is held of people is declared beside the field, and the page for readers cannot miss an entry."""

from __future__ import annotations

from typing import Any

from django.apps import apps

from santai.capabilities.people.models import Account, Party
from santai.capabilities.sealing.fields import Sealed
from santai.capabilities.sealing.holdings import Holds, inventory
from santai.project.environment import CHECKOUT
from santai.project.people.inventory import table

SAYS = {
    "phone",
    "id_number",
    "address",
    "birth_date",
    "name",
    "actor_name",
}  # of a person, if anything does
# Names of people at work, in their work, and of houses: public, or theirs to answer for.
OF_OFFICE = {
    "people.Practitioner": "the directory of practitioners, which anybody may read",
    "people.ApiKey": "what a key is for",
    "trail.Entry": "what people at work did; no particulars of any citizen",
    "places.Organisation": "offices",
    "places.Venue": "halls",
    "places.Region": "places",
    "clocks.Clock": "the name of a limit",
    "identity.Passkey": "what its owner calls a key",
    "desk.SavedView": "the name of a list",
}


def models() -> list[type[Any]]:
    return [model for model in apps.get_models() if model.__module__.startswith("santai.")]


def test_every_sealed_field_is_declared() -> None:
    missing = [
        f"{model._meta.label}.{field.name}"
        for model in models()
        for field in model._meta.concrete_fields
        if isinstance(field, Sealed) and field.name not in getattr(model, "holds", _NONE).fields
    ]
    assert missing == []


def test_and_so_is_every_other_that_says_who_somebody_is() -> None:
    missing = [
        f"{model._meta.label}.{field.name}"
        for model in models()
        for field in model._meta.concrete_fields
        if (field.name in SAYS or field.related_model is Party)
        and not isinstance(getattr(model, "holds", None), Holds)
        and model._meta.label not in OF_OFFICE
    ]
    assert missing == []


def test_every_excuse_is_still_needed() -> None:
    labels = {model._meta.label for model in models()}
    assert set(OF_OFFICE) - labels == set()


def test_what_is_declared_is_there() -> None:
    for model, one in inventory():
        assert set(one.fields) <= {field.name for field in model._meta.concrete_fields}, model
        assert one.ground.startswith("个人信息保护法")


def test_the_page_for_readers_is_the_declarations() -> None:
    assert table() in (CHECKOUT / "docs/privacy.md").read_text()
    assert Account.holds in [one for _model, one in inventory()]


_NONE = Holds(what="", why="", ground="", kept=Party.holds.kept, fields=())
