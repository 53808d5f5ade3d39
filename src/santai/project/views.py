"""What the house itself answers: is it well, and what to say when it is not."""

import os
import sys
from datetime import timedelta
from pathlib import Path
from random import SystemRandom

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from santai.channels.partners import problems
from santai.pages import languages
from santai.pages.errors import SECRET
from santai.pages.outages import outage

PAGE = """<!doctype html>
<html lang="{tag}" dir="{direction}"><meta charset="utf-8"><title>{title}</title>
<meta name="viewport" content="width=device-width">
<h1>{title}</h1>
<p>{text}</p>
{typed}"""
LEAST_ROOM = 64 * 1024 * 1024  # bytes: less, and the next papers may not fit
MOST_SHOWN = 200  # fields
WAIT = 5, 20  # seconds; not the same for all, or all would come back at once


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """200 when this process answers and the database does, else 503. For load balancers.

    Where nothing can be kept it is still 200, for pages can be read; the text says what is wrong.
    """
    try:
        with connection.cursor() as cursor:
            cursor.execute("select current_setting('transaction_read_only')")
            (read_only,) = cursor.fetchone()
    except (DatabaseError, InterfaceError):
        return HttpResponse("database unreachable\n", status=503, content_type="text/plain")
    said = "database" if read_only == "on" else _disk()
    return HttpResponse(f"read-only: {said}\n" if said else "ok\n", content_type="text/plain")


def _disk() -> str:
    """Why the file store would take nothing; empty when it would."""
    folder = Path(settings.FILES_ROOT)
    try:
        seen = os.statvfs(folder if folder.is_dir() else settings.DATA)
    except OSError:
        return "files"
    if seen.f_flag & os.ST_RDONLY:
        return "files"
    return "files, disk full" if seen.f_bavail * seen.f_frsize < LEAST_ROOM else ""


@require_safe
def security_txt(request: HttpRequest) -> HttpResponse:
    """Whom to tell of a hole (RFC 9116); not there until the operator says whom."""
    if not settings.SECURITY_CONTACT:
        raise Http404
    until = (timezone.now() + timedelta(days=180)).strftime("%Y-%m-%dT00:00:00Z")
    home = request.build_absolute_uri(request.path)
    fields = (
        f"Contact: {settings.SECURITY_CONTACT}",
        f"Expires: {until}",
        "Preferred-Languages: zh, en",
        f"Canonical: {home}",
    )
    return HttpResponse("\n".join(fields) + "\n", content_type="text/plain; charset=utf-8")


def server_error(request: HttpRequest) -> HttpResponse:
    """The last resort, so without templates or queries: nothing was stored, and what to do."""
    if outage(sys.exc_info()[1]):
        return _later(request, 503, 60)
    page = _page(
        _("系统出错了"),
        _("刚才的操作没有成功。错误已经记录，我们会尽快处理；急事请拨打 12348。"),
    )
    return HttpResponse(page, status=500)


def turned_away(request: HttpRequest, status: int) -> HttpResponse:
    """Nobody has looked at the request: there was no room (503), or too much came from one address (429)."""
    seconds = SystemRandom().randint(*WAIT)
    if request.path.startswith("/api/"):
        return problems.turned_away(status, seconds)
    return _later(request, status, seconds)


def _later(request: HttpRequest, status: int, seconds: int) -> HttpResponse:
    given = request.method == "POST"
    page = _page(
        _("没有收到，请稍后再试") if given else _("系统暂时繁忙"),
        _("刚才的操作没有成功，也没有保存。请过一两分钟再试；急事请拨打 12348。"),
        _typed(request) if given else SafeString(),
    )
    return HttpResponse(page, status=status, headers={"Retry-After": str(seconds)})


def _typed(request: HttpRequest) -> SafeString:
    """What was typed, ready to be sent again with the same key, so that it is taken once.

    Papers must be chosen anew, so with them there is no button: the form behind “back” still has the fields.
    """
    try:
        fields = [
            (name, value)
            for name, values in list(request.POST.lists())[:MOST_SHOWN]
            if name not in SECRET
            for value in values
        ]
        papers = bool(request.FILES)
    except Exception:  # what cannot be read back now cannot be shown; the page is the last resort
        return SafeString()
    shown = [(value,) for name, value in fields if name != "csrfmiddlewaretoken" and len(value) > 5]
    texts = format_html_join("\n", "<blockquote>{}</blockquote>", shown)
    heading = format_html("<h2>{}</h2>\n{}\n", _("您刚才写的"), texts) if shown else ""
    if papers or len(request.POST) > MOST_SHOWN or SECRET & set(request.POST):
        return format_html("{}<p>{}</p>", heading, _("请按浏览器的“后退”回到刚才的页面再提交。"))
    hidden = format_html_join("\n", '<input type="hidden" name="{}" value="{}">', fields)
    button = format_html("<p><button>{}</button></p>", _("再提交一次"))
    return format_html('{}<form method="post">\n{}\n{}</form>\n', heading, hidden, button)


def _page(title: str, text: str, typed: str = "") -> str:
    language = languages.current()
    return PAGE.format(
        title=title, text=text, typed=typed, tag=language.tag, direction=language.direction
    )
