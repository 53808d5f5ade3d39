"""Asking in one's own words at the machine (WEB-17, KB-07): large letters, read aloud, gone with whoever leaves."""

from __future__ import annotations

from santai.capabilities.knowledge.models import Talk
from santai.capabilities.places.models import Venue
from tests.factories.pages import Visitor

WAGES = "在工地上干了半年，老板跑了，工资没给，有两万多"


def until_answered(visitor: Visitor, hall: Venue, words: str) -> str:
    path = f"/terminal/{hall.pk}/ask/"
    for said in (words, "不清楚", "不清楚", "不清楚"):
        visitor.send(path, {"q": said})
        text = visitor.read(path).text
        if "或者用自己的话回答" not in text:
            break
    return text


def test_the_start_leads_there_and_an_answer_has_its_articles(
    visitor: Visitor, hall: Venue
) -> None:
    assert f"/terminal/{hall.pk}/ask/" in visitor.read(f"/terminal/{hall.pk}/").links
    text = until_answered(visitor, hall, WAGES)
    assert WAGES in text
    assert "依据" in text


def test_what_was_told_stands_in_the_form_of_a_person_who_goes_on(
    visitor: Visitor, hall: Venue
) -> None:
    until_answered(visitor, hall, WAGES)
    told = visitor.page.fields["answers.question"][0]
    path = f"/terminal/{hall.pk}/apply/consultation/legal/"
    visitor.send(path, {"answers.question": told}, status=200)
    assert WAGES in visitor.page.fields["answers.question"][0]


def test_the_page_can_be_read_aloud(visitor: Visitor, hall: Venue) -> None:
    assert "data-aloud" in visitor.read(f"/terminal/{hall.pk}/ask/").source


def test_an_empty_question_is_told_so(visitor: Visitor, hall: Venue) -> None:
    visitor.send(f"/terminal/{hall.pk}/ask/", {"q": ""}, status=422)
    assert "请先写一句您遇到的事。" in visitor.page.text


def test_and_whoever_stands_here_next_sees_nothing_of_it(visitor: Visitor, hall: Venue) -> None:
    until_answered(visitor, hall, WAGES)
    visitor.send(f"/terminal/{hall.pk}/leave/")
    assert WAGES not in visitor.read(f"/terminal/{hall.pk}/ask/").text
    assert not Talk.objects.exists()
