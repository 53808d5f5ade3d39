"""The inbox: what breaches first stands at the top; and looking up by number or person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from santai.capabilities.approvals.access import asking_region
from santai.capabilities.approvals.enums import Kind
from santai.capabilities.approvals.queries import waiting
from santai.capabilities.emergencies import access as emergencies
from santai.capabilities.knowledge.queries import waits_for
from santai.capabilities.notices.actions import mark_seen
from santai.capabilities.notices.queries import desk_messages
from santai.capabilities.orders import access
from santai.capabilities.orders.queries import FILTERS, PAGE, counts
from santai.capabilities.orders.queries import inbox as inbox_page
from santai.capabilities.people.access import Actor
from santai.capabilities.people.queries import keys_ending
from santai.desk import boxes, saved
from santai.desk.saved import View
from santai.kernel.errors import Missing
from santai.kernel.numbers import grouped, plain, well_formed
from santai.pages.actors import staff_page
from santai.pages.forms.questions import Typed, typed_in
from santai.pages.frames import frame
from santai.pages.moments import today
from santai.pages.persons import look_up

LAST_PAGE = 40  # deeper than this nobody reads a queue, and the database would count its way there

KEEP_KEYS = ("administer", "authorise")  # of who is told that a partner's key ends
NEWS = 8  # messages beside the list; marking these shows the next


@dataclass(frozen=True, slots=True)
class Filter:
    name: str
    title: str
    count: int
    here: bool


@staff_page("desk")
@require_safe
def inbox(request: HttpRequest, actor: Actor) -> HttpResponse:
    return show(request, actor, typed_in(request.GET))


def show(
    request: HttpRequest,
    actor: Actor,
    given: Typed,
    *,
    name: str = "",
    errors: Mapping[str, str] | None = None,
) -> HttpResponse:
    """The list an address speaks of: a filter, narrowed or not, or a saved view; without either what is
    starred. `name`, `errors`: of a view that could not be saved.
    """
    page, now, usual = _page(given), timezone.now(), first_filter(actor)
    views = saved.views_of(actor, usual)
    opened = _opened(given, views)
    box = opened.box if opened else boxes.read(given, usual)
    rows = inbox_page(actor, which=box.which, at=now, page=page, only=box.condition(now))
    more = {str(view.id): (view.box.which, view.box.condition(now)) for view in views}
    behind = counts(actor, at=now, more=more)
    context = {
        **frame(request, actor, "desk:inbox"),
        "filters": [
            Filter(key, _(title), behind[key], not opened and key == box.which)
            for key, title in FILTERS.items()
        ],
        "views": [(view, behind[str(view.id)]) for view in views],
        "opened": opened,
        "box": box,
        "narrowed": boxes.said(box, actor),
        "questions": boxes.questions(box, actor),
        "here": f"view={opened.id}" if opened else box.query,
        "may_share": saved.sharing_post(actor) is not None,
        "name": name or (opened.name if opened else ""),
        "errors": errors or {},
        "which": box.which,
        "title": opened.name if opened else _(FILTERS[box.which]),
        "orders": rows[:PAGE],
        "news": list(desk_messages(actor).select_related("order")[:NEWS]),
        "approvals": waiting(actor, at=now),
        "stale": waits_for(actor, on=today(now)),
        "may_ask_whole": bool(asking_region(actor, Kind.BULK_REVEAL)),
        "ending_keys": keys_ending(actor, rights=KEEP_KEYS, at=now),
        "page": page,
        "next": page + 1 if len(rows) > PAGE and page < LAST_PAGE else None,
    }
    return render(request, "desk/inbox.html", context, status=422 if errors else 200)


def _opened(given: Typed, views: list[View]) -> View | None:
    """The view the address names, or the starred one where it names nothing at all. Raises Missing."""
    if asked := given.get("view"):
        view = next((view for view in views if str(view.id) == asked), None)
        if view is None:
            raise Missing(_("没有这个视图，可能已经删了。"))
        return view
    if any(given.get(key) for key in ("which", *boxes.NARROWING)):
        return None
    return next((view for view in views if view.starred), None)


@staff_page("desk")
@require_POST
def seen(request: HttpRequest, actor: Actor) -> HttpResponse:
    """One message, or all that were shown, off the desk of everybody they are for."""
    one, shown = request.POST.get("message"), request.POST.getlist("shown")
    asked = [int(text) for text in ([one] if one else shown) if text.isdecimal()]
    mark_seen(actor=actor, messages=asked[:NEWS], at=timezone.now())
    which = request.POST.get("which", "")
    return redirect(f"/desk/?which={which}" if which in FILTERS else "/desk/")


@staff_page("desk")
@require_safe
def overdue(request: HttpRequest, actor: Actor) -> HttpResponse:
    """An address supervisors can keep: the filter, nothing else."""
    return redirect("/desk/?which=overdue")


@staff_page("desk")
def search(request: HttpRequest, actor: Actor) -> HttpResponse:
    """A number opens its order; anything else is somebody to be found. By POST: see the counter."""
    typed = typed_in(request.POST)
    text = (typed.get("q") or "").strip()
    error = ""
    if well_formed(plain(text)) and not typed.get("pick"):
        try:
            return redirect("desk:order", number=access.order_for(actor, text).number)
        except Missing:
            error = _("没有工单 %(number)s，或者不在您的范围。") % {"number": grouped(plain(text))}
    context = {
        **frame(request, actor, "desk:inbox"),
        "text": text,
        "error": error,
        "person": look_up(actor, typed),
        "reveal": actor.may("reveal"),
        "breaks": emergencies.breaking_post(actor) is not None,
    }
    return render(request, "desk/search.html", context)


def first_filter(actor: Actor) -> str:
    """What somebody looks at first: their own cases, what is late elsewhere, or what waits for us."""
    if actor.practitioner_id is not None:
        return "mine"
    return "overdue" if actor.may("supervise") or actor.may("audit") else "turn"


def _page(given: Typed) -> int:
    text = given.get("page") or "1"
    return min(max(int(text), 1), LAST_PAGE) if text.isdecimal() and len(text) < 6 else 1
