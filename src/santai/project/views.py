"""What the house itself answers: is it well, and what to say when it is not."""

import sys

from django.db import InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from santai.pages import languages

PAGE = """<!doctype html>
<html lang="{tag}" dir="{direction}"><meta charset="utf-8"><title>{title}</title>
<h1>{title}</h1>
<p>{text}</p>
"""


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """200 when this process answers and the database does, else 503. For load balancers."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("select 1")
    except (OperationalError, InterfaceError):
        return HttpResponse("database unreachable\n", status=503, content_type="text/plain")
    return HttpResponse("ok\n", content_type="text/plain")


def server_error(request: HttpRequest) -> HttpResponse:
    """The last resort, so without templates or queries: nothing was stored, and what to do."""
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        page = _page(
            _("系统暂时繁忙"),
            _("刚才的操作没有成功，也没有保存。请过一两分钟再试；急事请拨打 12348。"),
        )
        return HttpResponse(page, status=503, headers={"Retry-After": "60"})
    page = _page(
        _("系统出错了"),
        _("刚才的操作没有成功。错误已经记录，我们会尽快处理；急事请拨打 12348。"),
    )
    return HttpResponse(page, status=500)


def _page(title: str, text: str) -> str:
    language = languages.current()
    return PAGE.format(title=title, text=text, tag=language.tag, direction=language.direction)
