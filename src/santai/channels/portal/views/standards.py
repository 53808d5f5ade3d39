"""The standards and promises of a place, each with the document it comes from."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from santai.capabilities.places import codes
from santai.catalogue.current import catalogue
from santai.channels.portal import standards
from santai.pages.forms.questions import typed_in
from santai.pages.forms.regions import region_name, region_question
from santai.pages.moments import today


@require_safe
def of_place(request: HttpRequest) -> HttpResponse:
    typed, day = typed_in(request.GET), today(timezone.now())
    region = region_question("region", _("您在哪里"), typed, required=False)
    code = region.value if codes.is_code(region.value) else codes.NATION
    context = {
        "region": region,
        "place": region_name(region.value),
        "standards": standards.standards(code, day),
        "windows": list(catalogue().windows.values()),
        "better": standards.better(code, day),
    }
    return render(request, "portal/standards.html", context)
