"""Whose figures somebody may see: the region a supervising post is held for, and what lies inside it."""

from __future__ import annotations

from django.utils.translation import gettext as _

from santai.capabilities.people.access import Actor, ActorPost
from santai.capabilities.places import codes
from santai.kernel.errors import Forbidden, Missing


def posts(actor: Actor) -> tuple[ActorPost, ...]:
    """The posts that open figures: they see a region and supervise or audit it."""
    return tuple(
        post
        for post in actor.posts
        if post.sees == "region" and "in-region" in post.opens("figures", "see")
    )


def may_see(actor: Actor) -> bool:
    return bool(posts(actor))


def region_for(actor: Actor, code: str = "") -> str:
    """The region to count in, twelve digits: the one asked for, or the post's own. Raises Missing outside."""
    return _region(posts(actor), code)


def _region(held: tuple[ActorPost, ...], code: str) -> str:
    if not held:
        raise Missing
    if not code:
        return codes.full(held[0].region)
    if not codes.is_code(code) or not any(post.covers(code) for post in held):
        raise Missing
    return code


def supervises(actor: Actor, code: str) -> bool:
    """Whether the actor may urge in this region; an auditor looks on."""
    return any(
        post.covers(code)
        for post in posts(actor)
        if "in-region" in post.opens("figures", "supervise")
    )


# --- call-backs -----------------------------------------------------------------------------------

VISITOR, AGENT = "visitor", "hotline-agent"
CALLING = frozenset({VISITOR, AGENT})


def calling_posts(actor: Actor) -> tuple[ActorPost, ...]:
    """The posts that open the call-back list: who calls, and who supervises or audits them."""
    callers = tuple(p for p in actor.posts if p.role in CALLING and p.sees == "region")
    return (*callers, *posts(actor))


def calls_in(actor: Actor, code: str = "") -> str:
    """The region to call back in. Raises Missing outside."""
    return _region(calling_posts(actor), code)


def may_call(actor: Actor) -> bool:
    """Whether the actor makes the calls; who supervises them looks on."""
    return any(post.role in CALLING and post.sees == "region" for post in actor.posts)


def require_calling(actor: Actor) -> None:
    if not may_call(actor):
        raise Forbidden(_("回访由回访员和热线坐席做。"))


def may_draw(actor: Actor, code: str) -> bool:
    return bool(codes.prefix(code)) and any(
        post.covers(code) and not post.reads_only
        for post in calling_posts(actor)
        if post.role != AGENT
    )
