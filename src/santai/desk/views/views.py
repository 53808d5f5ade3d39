"""Keeping, starring and deleting the views of the inbox."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from santai.capabilities.people.access import Actor
from santai.desk import boxes, saved
from santai.desk.views.inbox import first_filter, show
from santai.kernel.errors import Conflict, Invalid
from santai.pages.actors import staff_page
from santai.pages.forms.questions import typed_in


@staff_page("desk")
@require_POST
def save(request: HttpRequest, actor: Actor) -> HttpResponse:
    typed = typed_in(request.POST)
    box = boxes.read(typed, first_filter(actor))
    name, shared = typed.get("name") or "", typed.get("shared") == "yes"
    try:
        view = saved.save(actor, name=name, box=box, shared=shared)
    except Invalid as refused:
        return show(request, actor, typed, name=name, errors=refused.fields)
    except Conflict as refused:
        return show(request, actor, typed, name=name, errors={"name": refused.message})
    messages.success(request, _("存好了，在工单上面点名字就能打开。"))
    return redirect(_address(view.pk))


@staff_page("desk")
@require_POST
def star(request: HttpRequest, actor: Actor, view_id: int) -> HttpResponse:
    saved.star(actor, view_id, on=request.POST.get("on") == "yes")
    return redirect(_address(view_id))


@staff_page("desk")
@require_POST
def remove(request: HttpRequest, actor: Actor, view_id: int) -> HttpResponse:
    name = saved.remove(actor, view_id)
    messages.success(request, _("视图“%(name)s”删了，工单都在。") % {"name": name})
    return redirect("desk:inbox")


def _address(view: int) -> str:
    return f"{reverse('desk:inbox')}?view={view}"
