"""Choosing a region without script: a list of the places around here, and a search by name for the rest."""

from __future__ import annotations

from django.core.cache import cache
from django.utils.translation import get_language

from santai.capabilities.places import codes
from santai.capabilities.places.queries import (
    organisations_in,
    region_path,
    search_regions,
    subregions,
)
from santai.kernel.words import said, say, word
from santai.pages.forms.questions import Choice, Question, Typed

HOME_KEY, HOME_SECONDS = "pages.home-region", 300
LOCAL = ("legal-aid-agency", "centre", "bureau")  # what every place that takes orders has
FOUND = word("按名称找到的")


def home() -> str:
    """The smallest region in which all local bodies of this installation lie; the nation when there is none.

    Remembered for some minutes: organisations come and go seldom.
    """
    return str(cache.get_or_set(HOME_KEY, _home, HOME_SECONDS))


def region_question(
    name: str, label: str, typed: Typed, *, error: str = "", hint: str = "", required: bool = True
) -> Question:
    """A list of the counties and townships (or, in a province, cities and counties) around here.

    What was searched for by name comes first; what was chosen before stays in the list.
    """
    chosen, search = typed.get(name) or "", (typed.get(f"{name}.search") or "").strip()
    found = _found(search) if search else ()
    nearby = around(home())
    known = {choice.value for choice in (*found, *nearby)}
    kept = _kept(chosen) if chosen and chosen not in known else ()
    picked = found[0].value if found and _just_searched(name, typed) else chosen
    return Question(
        name=name,
        label=label,
        widget="region",
        values=(picked,),
        choices=(*found, *kept, *nearby),
        hint=hint,
        required=required,
        error=error or (say("没有找到这个地名，请换个写法再找。") if search and not found else ""),
        search=search,
    )


def around(centre: str) -> tuple[Choice, ...]:
    """The two levels below a region, grouped by the upper one; remembered for some minutes."""
    key = f"pages.around-{get_language()}-{centre}"  # what is remembered holds words
    return tuple(cache.get_or_set(key, lambda: _around(centre), HOME_SECONDS) or ())


def region_name(code: str) -> str:
    """The whole name, province first; the code itself when nobody knows it."""
    if not codes.is_code(code):
        return ""
    path = region_path(code)
    return path[-1].full_name if path else code


def _home() -> str:
    found = organisations_in("", kinds=LOCAL).values_list("region_id", flat=True)
    local = [code for code in found.order_by().distinct() if codes.depth(code) > 1]
    if not local:
        return codes.NATION
    around = (set(codes.ancestors(code)) for code in local)
    return max(set.intersection(*around), default=codes.NATION, key=codes.depth)


def _around(centre: str) -> list[Choice]:
    """Regions come ordered by level and code, so one query gives both levels below."""
    depth = codes.depth(centre)
    upper = list(subregions(centre))
    if not upper or depth in {0, 3, 4}:
        return [Choice(region.pk, region.name) for region in upper]
    lower = search_regions("", under=centre, limit=1 + len(upper) * 60)
    return [
        choice
        for region in upper
        for choice in (
            Choice(region.pk, say("{region}（全境）", region=region.name), group=region.name),
            *(Choice(r.pk, r.name, group=region.name) for r in lower if r.parent_id == region.pk),
        )
    ]


def _found(search: str) -> tuple[Choice, ...]:
    regions = search_regions(search, limit=20)
    return tuple(Choice(region.pk, region.full_name, group=said(FOUND)) for region in regions)


def _just_searched(name: str, typed: Typed) -> bool:
    return typed.get("step") == f"search:{name}"


def _kept(code: str) -> tuple[Choice, ...]:
    name = region_name(code)
    return (Choice(code, name, group=say("已选的")),) if name else ()
