"""Who works where people live: village advisers, law-savvy villagers, and whoever takes matters in at a
township's station or a village's room (CEN-21, CEN-22)."""

from __future__ import annotations

from santai.capabilities.people.access import Actor, ActorPost

ROLES = frozenset({"village-adviser", "law-savvy"})
STATIONS = frozenset({"station", "room", "service-point", "judicial-office"})


def posts(actor: Actor) -> tuple[ActorPost, ...]:
    """The posts from which the actor may take matters in and write up visits, each in its own region."""
    return tuple(
        post
        for post in actor.posts_with("intake")
        if post.role in ROLES or post.organisation_kind in STATIONS
    )
