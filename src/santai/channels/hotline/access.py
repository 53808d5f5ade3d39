"""Who may do what at the hotline: agents at their own seat and calls, those above them at the board."""

from __future__ import annotations

from django.utils.translation import gettext as _

from santai.capabilities.people.access import Actor, ActorPost
from santai.capabilities.places.queries import organisations_in
from santai.channels.hotline.models import Call
from santai.kernel.errors import Forbidden, Missing
from santai.pages.frames import HOTLINE

CENTRE = "hotline-centre"  # the kind of organisation that answers the telephone


def agent_post(actor: Actor) -> ActorPost | None:
    return next((post for post in actor.posts if post.role == HOTLINE), None)


def require_agent(actor: Actor) -> ActorPost:
    """The post that makes somebody an agent; Forbidden without one."""
    post = agent_post(actor)
    if post is None:
        raise Forbidden(_("这里由热线坐席使用。"))
    return post


def centres(actor: Actor) -> list[int]:
    """The hotlines whose figures somebody may see: the agent's own, and all below who supervises or audits."""
    found: set[int] = set()
    for post in actor.posts:
        if post.role == HOTLINE:
            found.add(post.organisation_id)
        elif post.sees == "region" and post.permissions & {"supervise", "audit"}:
            below = organisations_in(post.region, kinds=[CENTRE])
            found.update(below.values_list("pk", flat=True))
    if not found:
        raise Forbidden(_("热线的数字由坐席和上级单位看。"))
    return sorted(found)


def call_for(actor: Actor, call_id: str, *, lock: bool = False) -> Call:
    """The agent's own call; anybody else's does not exist for them."""
    if actor.account_id is None or not call_id.isdecimal() or len(call_id) > 18:
        raise Missing
    calls = Call.objects.select_for_update() if lock else Call.objects.all()
    call = calls.filter(pk=int(call_id), agent=actor.account_id).first()
    if call is None:
        raise Missing
    return call
