"""Where the form of a service asks what happened: what was told before, at another door or page, begins it."""

from __future__ import annotations

from santai.catalogue.schema import Field, Kind, Service
from santai.pages.forms.intake import ANSWERS_
from santai.pages.forms.questions import Typed


def story_field(service: Service) -> Field | None:
    """The long text that has to be there, else any; None where the form asks for no story."""
    long = [field for field in service.form if field.kind is Kind.LONG_TEXT]
    return next((field for field in long if field.required), None) or next(iter(long), None)


def begin_with(told: str, service: Service, typed: Typed) -> None:
    """What was told joins what stands there already, once; nothing is written over."""
    field, words = story_field(service), told.strip()
    if field is None or not words:
        return
    before = (typed.get(ANSWERS_ + field.key) or "").strip()
    if words not in before:
        typed.setlist(ANSWERS_ + field.key, ["\n".join(filter(None, (before, words)))])
