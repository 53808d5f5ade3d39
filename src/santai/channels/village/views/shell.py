"""What the device keeps so that the pages open without a network: nothing in it is about anybody."""

from __future__ import annotations

import hashlib
import json
from functools import cache
from pathlib import Path
from typing import cast

from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.datastructures import MultiValueDict
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from santai.channels.village import said
from santai.channels.village.views.pages import form_context
from santai.pages.forms.questions import Typed

PAGES = {"home": "village:home", said.INTAKE: "village:intake", said.VISIT: "village:visit"}
FOLDER = Path(__file__).resolve().parents[1]
LINKED = ("pages/santai.css", "pages/mark.svg", "village/village.css", "village/village.js")
# Modules ask for each other by their plain names, which no manifest changes.
MODULES = ("device", "server", "sync", "photos", "form", "today", "words")


@require_safe
def shell(request: HttpRequest, page: str) -> HttpResponse:
    """A page with nobody's name, villages or records in it; the device fills them in."""
    if page not in PAGES:
        raise Http404
    context: dict[str, object] = {"shell": True, "here": page}
    if page == "home":
        return render(request, "village/home.html", context)
    nothing: Typed = MultiValueDict()
    context |= form_context(page, nothing, {}) | {"village": said.village_question(nothing, ())}
    return render(request, "village/form.html", context)


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker, told what to keep. A new version of anything in the shell makes it a new worker."""
    pages = {reverse(name): reverse("village:shell", args=[page]) for page, name in PAGES.items()}
    files = [static(name) for name in LINKED]
    files += [f"{settings.STATIC_URL}village/{name}.js" for name in MODULES]
    told = {"version": version(get_language() or ""), "pages": pages, "files": files}
    script = f"const SHELL = {json.dumps(told)}\n{_source('village/worker.js')}"
    response = HttpResponse(script, content_type="text/javascript; charset=utf-8")
    response["Service-Worker-Allowed"] = reverse("village:home")
    response["Cache-Control"] = "no-cache"
    return response


@require_safe
def manifest(request: HttpRequest) -> JsonResponse:
    home = reverse("village:home")
    told = {
        "name": _("三台 · 村居"),
        "short_name": _("村居"),
        "start_url": home,
        "scope": home,
        "display": "standalone",
        "background_color": "#fbfaf7",
        "theme_color": "#1d5b8f",
        "icons": [{"src": static("pages/mark.svg"), "sizes": "any", "type": "image/svg+xml"}],
    }
    return JsonResponse(told, content_type="application/manifest+json")


@cache
def version(language: str) -> str:
    """Of everything the shell is made of: our files, the look, the questions in the reader's language."""
    print_ = hashlib.sha256(language.encode())
    for path in sorted([*FOLDER.glob("static/**/*.*"), *FOLDER.glob("templates/**/*.html")]):
        print_.update(path.read_bytes())
    print_.update(_source("pages/santai.css").encode())
    for kind in said.KINDS:
        print_.update(repr(said.questions(kind, MultiValueDict(), {})).encode())
    return print_.hexdigest()[:16]


@cache
def _source(name: str) -> str:
    return Path(cast(str, finders.find(name))).read_text(encoding="utf-8")
