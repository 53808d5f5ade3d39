"""I1, I3: every form that anybody can reach is filled in with what nobody would write, and is never a fault of ours.

The forms are those of the walk through all pages, with the fields and buttons they stand with; each time some of
the fields hold something odd. Everything a request changes is undone before the next (the walk sees to it).
"""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path

from tests.crawling.cast import Scene, set_the_scene
from tests.crawling.walk import Step, Walk
from tests.reliability.sizes import report, size
from tests.world import World

ODD = (
    "", " ", "\0", "a\0b", "\ufffe", "\u202e反", "\u200b", "e\u0301" * 300, "👩‍👩‍👧‍👦", "𠮷·买买提",
    "x" * 10_000, "字" * 10_000, "-1", "0", "9" * 40, "1e999", "NaN", "٣", "１２３", "0x10", "2026-02-30",
    "0000-00-00", "99999-01-01", "2026-13-01T25:61", "true", "null", "[]", "{}", "[" * 500, "' OR 1=1 --",
    "'; DROP TABLE orders_order; --", "<script>alert(1)</script>", "{{7*7}}{% debug %}", "=1+1", "%s%n{0}",
    "../../etc/passwd", "a\r\nSet-Cookie: b=c", "11010119900230001X", "110101900101001", "41042219900307000x",
    "４１０４２２１９９００３０７０００１", "13800000000000", "+", "410422", "999999999999", "legal-aid/civil",
    "nothing/there", "javascript:alert(1)", "//evil.example", "http://127.0.0.1/", "2147483648",
    "9223372036854775808", "-9223372036854775809", "3.14", "∞", "，", "\t\n", "<", "%00", "%ff", "\\",
)  # fmt: skip
NEW = ("region", "role", "status", "x" * 300, "\0", "页")
SHORT = ("nobody", "applicant on the way", "window clerk")


def filled(
    sends: tuple[tuple[str, str], ...], chance: random.Random
) -> tuple[tuple[str, str], ...]:
    """The fields as they stand, one or more of them filled in oddly, left out, given twice or of a new name."""
    fields = list(sends)
    for _ in range(chance.choice([1, 1, 1, 2, 5])):
        how = chance.randrange(10)
        if how == 0 or not fields:
            fields.append(
                (
                    chance.choice(["region", "role", "status", "x" * 300, "\0", "页"]),
                    chance.choice(ODD),
                )
            )
        elif how == 1:
            fields.pop(chance.randrange(len(fields)))
        else:
            place = chance.randrange(len(fields))
            name, _value = fields[place]
            fields[place if how > 2 else len(fields) :] = [(name, chance.choice(ODD))]
    return tuple(fields)


def faults_of(
    walk: Walk, forms: list[Step], cases: int, seed: int
) -> tuple[list[str], Counter[int]]:
    """Fill in the forms one after the other until there are enough; a repeatable chance decides how."""
    chance, faults, answers = random.Random(f"{walk.who} {seed}"), {}, Counter[int]()
    for number in range(cases if forms else 0):
        form = forms[number % len(forms)]
        sends = filled(form.sends or (), chance)
        try:
            seen = walk.visit(replace(form, sends=sends))
        except Exception as fault:
            place = f"{form.kind[0]}: {type(fault).__name__}"
            faults[place] = f"{walk.who}: {form.path} {place} {str(fault)[:100]!a} with {sends!a}"[
                :600
            ]
            answers[500] += 1
            continue
        answers[seen.status] += 1
        if seen.status >= 500:
            faults[form.kind[0]] = f"{seen} with {sends!a}"[:600]
    return sorted(faults.values()), answers


@pytest.fixture
def scene(world: World) -> Scene:
    return set_the_scene(world)


def test_no_form_filled_in_oddly_is_a_fault_of_ours(scene: Scene) -> None:
    cases, faults, answers, many = size(40, 4_500), [], Counter[int](), 0
    shared: set[tuple[str, ...]] = set()
    for who, walked in scene.walks(shared=shared, roughly=True).items():
        if cases < 100 and who not in SHORT:
            continue
        walk = walked()
        forms = [seen.step for seen in walk.seen if seen.step.sends is not None]
        many += len(forms)
        found, told = faults_of(walk, forms, cases, seed=20261122)
        faults += found
        answers += told
    report("fuzz-forms", cases=answers.total(), forms=many, answers=answers)
    assert faults == []
    assert answers.total() >= cases * len(SHORT) // 2


# --- the fault that is planted, and caught


@pytest.mark.django_db
@pytest.mark.urls(__name__)
def test_a_form_that_believes_what_it_is_told_is_caught() -> None:
    walk = Walk("somebody", Client(), lambda number: "")
    forms = [Step("/age/", ("age",), sends=(("age", "7"),))]
    faults, answers = faults_of(walk, forms, 30, seed=1)
    assert answers[500] > 0
    assert "ValueError" in faults[0]


def _age(request: HttpRequest) -> HttpResponse:
    return HttpResponse(int(request.POST.get("age", "1")))


urlpatterns = [path("age/", _age)]
