from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path, re_path
from django.views.decorators.csrf import csrf_exempt

from santai.channels.partners.api import api
from santai.channels.partners.auth import say_when_it_ends
from santai.channels.partners.problems import WrongMethod, problem
from santai.kernel.errors import Missing

View = Callable[..., HttpResponseBase]


@csrf_exempt
def nothing_here(request: HttpRequest, **_: Any) -> HttpResponse:
    """An address that does not exist, in the words for an order that does not."""
    return problem(Missing())


def _with_problems(view: View) -> View:
    """ninja answers a wrong method before any of our handlers is asked."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        if response.status_code == 405:
            allowed = response.headers["Allow"]
            response = problem(WrongMethod(f"这里可以用 {allowed}。"))
            response.headers["Allow"] = allowed
        say_when_it_ends(request, response)
        return response

    return answered


patterns, application, namespace = api.urls
for pattern in patterns:
    if isinstance(pattern, URLPattern):
        # ninja needs the root's address for its description, but has nothing to say there
        root = pattern.name == "api-root"
        pattern.callback = nothing_here if root else _with_problems(pattern.callback)

urlpatterns = [
    path("v1/", (patterns, application, namespace)),
    re_path(r"^v1/", nothing_here),
]
