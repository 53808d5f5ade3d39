"""Extensions (延期): asked for by one, allowed by another, limited by the service's law."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from santai.capabilities.clocks import actions as clocks
from santai.capabilities.clocks.enums import ClockState
from santai.capabilities.clocks.models import Clock
from santai.capabilities.clocks.queries import open_clocks
from santai.capabilities.orders import access
from santai.capabilities.orders.actions import timing
from santai.capabilities.orders.actions.door import Door, Facts, effect
from santai.catalogue.current import catalogue
from santai.catalogue.schema import ActionSpec, Extension
from santai.kernel.errors import Forbidden, Invalid, NotNow


@effect("ask_extension")
def ask_extension(door: Door, spec: ActionSpec, facts: Facts) -> dict[str, Any]:
    if door.order.asked_extension:
        raise NotNow(_("已经有一个延期申请在等批准。"))
    clock, extension = _extensible(door, facts["clock"])
    _in_time(door, clock)
    if len(clock.extensions) >= extension.times:
        raise NotNow(
            _("“%(clock)s”最多延期 %(times)s 次，已经用完。")
            % {"clock": _(clock.title), "times": extension.times}
        )
    door.order.asked_extension = {"clock": clock.name, "by": door.actor.account_id}
    return {"by": extension.by.zh}


@effect("allow_extension")
def allow_extension(door: Door, spec: ActionSpec, facts: Facts) -> dict[str, Any]:
    """Another person than the one who asked, in a post the service names."""
    asked = _asked(door)
    clock, extension = _extensible(door, asked["clock"])
    if not access.capacities(door.actor, door.order) & set(extension.approver):
        raise Forbidden(_("这个延期不由您的岗位批准。"))
    if asked["by"] == door.actor.account_id:
        raise Forbidden(_("申请延期的人不能自己批准。"))
    _in_time(door, clock)
    before = clock.due_on
    clocks.extend(clock, extension.by, catalogue().calendar, at=door.at)
    door.order.asked_extension = None
    door.order.due_at = timing.nearest(open_clocks(door.order.subject))
    return {
        "clock": clock.name,
        "by": extension.by.zh,
        "before": before.isoformat(),
        "after": clock.due_on.isoformat(),
    }


@effect("refuse_extension")
def refuse_extension(door: Door, spec: ActionSpec, facts: Facts) -> dict[str, Any]:
    asked = _asked(door)
    if asked["by"] == door.actor.account_id:
        raise Forbidden(_("申请延期的人不能自己处理。"))
    door.order.asked_extension = None
    return {"clock": asked["clock"]}


def _in_time(door: Door, clock: Clock) -> None:
    """What is late stays late: an extension is for a limit that is not over. One that pauses is not."""
    if clock.state == ClockState.RUNNING and door.at >= clock.due_at:
        raise NotNow(
            _("“%(clock)s”已经过了最后一天，不能再延期。请尽快办理，并说明超期的原因。")
            % {"clock": _(clock.title)}
        )


def _asked(door: Door) -> dict[str, Any]:
    if not door.order.asked_extension:
        raise NotNow(_("没有等待批准的延期申请。"))
    return dict(door.order.asked_extension)


def _extensible(door: Door, name: str) -> tuple[Clock, Extension]:
    clock = next((c for c in open_clocks(door.order.subject) if c.name == name), None)
    spec = timing.spec_of(name, door.service)
    if clock is None or spec is None or spec.extend is None:
        raise Invalid({"clock": _("这个时限不能延期。")})
    return clock, spec.extend
