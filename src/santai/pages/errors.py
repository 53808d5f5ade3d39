"""A refusal as a page. What is denied and what is missing give the very same answer."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from santai.kernel.errors import Conflict, Forbidden, Invalid, Missing, NotNow, Refusal, TooMany
from santai.kernel.words import said, word

WORTH_KEEPING = 6  # characters; shorter answers are quickly given again
OURS = frozenset({"csrfmiddlewaretoken", "key", "order.seq", "step", "service", "region"})
SECRET = frozenset({"password", "code", "old", "new", "again"})

TITLES: tuple[tuple[type[Refusal], str], ...] = (
    (Forbidden, word("这里不由您的岗位办理")),
    (NotNow, word("现在不能这样办")),
    (Conflict, word("刚刚有人办理过")),
    (Invalid, word("有几处需要改一下")),
    (TooMany, word("请过一会儿再试")),
)


class Refusals:
    """Middleware: any `Refusal` a view lets through becomes a page with its status."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return refusal_page(request, exception) if isinstance(exception, Refusal) else None


def refusal_page(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """The page for one refusal; a missing thing has the page of an address that does not exist."""
    if isinstance(refusal, Missing):
        return render(request, "404.html", status=404)
    title = next((title for kind, title in TITLES if isinstance(refusal, kind)), word("没有办成"))
    context = {"title": said(title), "refusal": refusal, "written": written(request)}
    response = render(request, "pages/refusal.html", context, status=refusal.status)
    return told_when(response, refusal)


def told_when(response: HttpResponse, refusal: Refusal | None) -> HttpResponse:
    """The answer says when to come again, if it was too often (RFC 6585)."""
    if isinstance(refusal, TooMany):
        response.headers["Retry-After"] = str(refusal.seconds)
    return response


def written(request: HttpRequest) -> list[str]:
    """What somebody wrote at length, not where a page leads: shown again, so that it is not lost with the refusal."""
    names = [name for name in request.POST if name not in OURS | SECRET]
    texts = [text for name in names for text in request.POST.getlist(name)]
    return [text for text in texts if len(text) >= WORTH_KEEPING and not text.startswith("/")]
