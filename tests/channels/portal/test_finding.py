"""From words to a service to its guide."""

from __future__ import annotations

import pytest

from santai.catalogue.current import catalogue
from santai.catalogue.matching import matching, pairs
from santai.channels.portal.views import finding
from santai.channels.portal.views.finding import TILES, on_offer
from tests.factories.pages import Visitor
from tests.world import TODAY, YE


def test_the_home_page_asks_one_question_and_shows_nine_lines(visitor: Visitor) -> None:
    """What people come for, not every item of the disclosure catalogue (人民监督员 is none of it)."""
    page = visitor.read("/")
    lines = [link for link in page.links if link.startswith("/services/?line=")]
    assert [line.split("=")[1] for line in lines] == [*TILES]
    assert len(lines) == 9
    assert "您遇到了什么事？直接说就行。" in page.text
    assert "/track/" in page.links


def test_words_find_the_service_that_fits(visitor: Visitor) -> None:
    visitor.send("/find/", {"q": "老板拖欠劳动报酬，请不起律师"}, status=200)
    assert "/services/legal-aid/civil/" in visitor.page.links
    assert visitor.page.fields["q"] == ["老板拖欠劳动报酬，请不起律师"]


def test_words_that_fit_nothing_lead_to_a_consultation(visitor: Visitor) -> None:
    visitor.send("/find/", {"q": "zzz"}, status=200)
    assert "/services/consultation/legal/" in visitor.page.links


def test_words_go_by_post_so_that_no_address_or_log_holds_them(visitor: Visitor) -> None:
    page = visitor.read("/find/", q="我被家暴了")
    assert "我被家暴了" not in page.source


def test_a_line_without_services_says_where_to_go(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        finding, "on_offer", lambda region: [s for s in on_offer(region) if s.line != "notary"]
    )
    page = visitor.read("/services/", line="notary")
    assert "12348" in page.text
    assert {"/places/?kind=notary-office", "/appointments/"} <= {*page.links}


def test_the_list_shows_every_service_citizens_can_ask_for(visitor: Visitor) -> None:
    page = visitor.read("/services/")
    for service in on_offer(""):
        assert f"/services/{service.id}/" in page.links


def test_a_better_fit_stands_first() -> None:
    found = matching(on_offer(YE), "对法律援助的决定有异议")
    assert found[0].id == "legal-aid/objection"


@pytest.mark.parametrize("text", ["", "工", "？！。"])
def test_too_little_finds_nothing(text: str) -> None:
    assert pairs(text) == frozenset()


def test_the_guide_tells_everything_of_the_file(visitor: Visitor) -> None:
    """CAT: the guide page comes from the service file and nothing else."""
    page = visitor.read("/services/legal-aid/civil/")
    service = catalogue().service("legal-aid/civil", "", TODAY)
    assert service.summary.zh in page.text
    for material in service.materials:
        assert material.show.zh in page.text
    for document in service.documents.values():
        assert document.title.zh in page.text
    assert "7 日" in page.text
    assert "《法律援助法》第四十三条第一款" in page.text
    assert 'class="states"' in page.source


def test_the_guide_for_a_place_names_who_decides_and_what_is_better(visitor: Visitor) -> None:
    page = visitor.read("/services/legal-aid/civil/", region=YE)
    assert "叶县legal-aid-agency" in page.text
    assert page.fields["region"] == [YE]


@pytest.mark.parametrize("path", ["/services/no/such/", "/services/no/such/apply/", "/nothing"])
def test_what_is_not_there_has_one_page(visitor: Visitor, path: str) -> None:
    assert visitor.get(path).status_code == 404
    assert "没有找到" in visitor.page.text


@pytest.mark.parametrize("region", ["x", "41", "9" * 12, "' or 1=1", "\x00"])
def test_a_region_nobody_knows_is_the_nation(visitor: Visitor, region: str) -> None:
    assert visitor.get("/services/legal-aid/civil/", {"region": region}).status_code == 200


@pytest.mark.parametrize(
    ("service", "booked"), [("notary/certificate", True), ("adviser/visit", False)]
)
def test_a_time_is_offered_for_what_people_ask_for_themselves(
    visitor: Visitor, service: str, booked: bool
) -> None:
    links = visitor.read(f"/services/{service}/").links
    assert (f"/appointments/?service={service}" in links) is booked
