"""Choosing what somebody came for, at a door where staff choose it with them."""

from __future__ import annotations

from django.utils import timezone

from santai.catalogue.current import catalogue
from santai.catalogue.schema import Door, Service
from santai.kernel.words import say
from santai.pages.forms.questions import Choice, Question, Typed
from santai.pages.moments import today


def services_at(door: Door, region: str) -> list[Service]:
    """What can be asked for through this door there, today."""
    found = catalogue().services(region, today(timezone.now()))
    return [service for service in found if door in service.doors]


def chosen_service(door: Door, typed: Typed) -> Service | None:
    wanted = typed.get("service") or ""
    offered = services_at(door, typed.get("region") or "")
    return next((service for service in offered if service.id == wanted), None)


def service_question(door: Door, typed: Typed) -> Question:
    lines = catalogue().lines
    choices = tuple(
        Choice(service.id, service.title.said, group=lines[service.line].title.said)
        for service in services_at(door, typed.get("region") or "")
    )
    wanted = typed.get("service") or ""
    return Question("service", say("办什么事"), "select", (wanted,), choices, required=True)
