"""What is answered to everybody, on pages for everybody (KB-02, KB-03, KB-06, KB-09, HOT-14)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from santai.capabilities.knowledge.actions import revise, submit, withdraw
from santai.capabilities.knowledge.models import AnswerVersion, Case, Found
from tests.capabilities.knowledge import texts
from tests.factories.pages import Visitor
from tests.world import CITY, ELSEWHERE, NOW, World

LOAN = "/answers/loan/"


@pytest.fixture
def nobody() -> Visitor:
    return Visitor()


def test_everybody_reads_what_was_approved_with_its_articles(world: World, nobody: Visitor) -> None:
    texts.approved(world)
    assert LOAN in nobody.read("/answers/").links or LOAN in nobody.page.links
    page = nobody.read(LOAN)
    for words in (
        "别人借我的钱不还，怎么办？",
        "留好借条和转账记录。",
        "《民法典》第六百七十五条",
        "第 1 版",
        "这个回答有帮助吗",
    ):
        assert words in page.text
    assert "/services/mediation/people/" in page.links


@pytest.mark.parametrize("made", [texts.drafted, texts.waiting])
def test_and_the_outsider_reads_no_draft(world: World, nobody: Visitor, made: object) -> None:
    made(world)  # type: ignore[operator]
    assert LOAN not in nobody.read("/answers/").links
    assert nobody.get(LOAN).status_code == 404
    assert nobody.post(f"{LOAN}found/", {"helped": "yes"}).status_code == 404


def test_what_was_withdrawn_is_gone_at_once(world: World, nobody: Visitor) -> None:
    item = texts.approved(world)
    assert nobody.get(LOAN).status_code == 200
    writer = world.staff(*texts.WRITER)
    withdraw(AnswerVersion, item.pk, actor=writer, reason="法律今天改了，先停用", at=NOW)
    assert nobody.get(LOAN).status_code == 404


def test_what_an_answer_said_before_can_be_read_and_says_so(world: World, nobody: Visitor) -> None:
    first, writer = texts.approved(world, at=NOW - timedelta(days=9)), world.staff(*texts.WRITER)
    typed = replace(texts.TYPED, text="新的说法：三年之内去要，最好写下来。")
    second = revise(first.pk, typed, actor=writer, at=NOW - timedelta(hours=1))
    submit(AnswerVersion, second.pk, actor=writer, at=NOW - timedelta(hours=1))
    texts.let_through(world, second, at=NOW - timedelta(hours=1))
    now, before = nobody.read(LOAN).text, nobody.read(f"{LOAN}?on=2026-03-01").text
    assert ("新的说法" in now, "留好借条" in now) == (True, False)
    assert ("新的说法" in before, "留好借条" in before) == (False, True)
    assert "后来可能改过" in before
    assert nobody.get(f"{LOAN}?on=2019-01-01").status_code == 404
    assert "新的说法" in nobody.read(f"{LOAN}?on=nonsense").text


def test_whether_it_helped_counts_once_a_day_from_one_place(world: World, nobody: Visitor) -> None:
    """WEB: no account, nothing kept of who said it, and nobody fills it up alone."""
    texts.approved(world)
    for helped in ("yes", "yes", "no"):
        assert nobody.send(f"{LOAN}found/", {"helped": helped}) == LOAN
        assert "谢谢，记下了" in nobody.read(LOAN).text
    assert Found.objects.values_list("helped", "not_helped").get() == (1, 0)
    assert nobody.post(f"{LOAN}found/", {"helped": "maybe"}).status_code == 404


def test_a_question_in_own_words_goes_by_post_and_finds_its_answer(
    world: World, nobody: Visitor
) -> None:
    texts.approved(world)
    nobody.send("/answers/", {"q": "我朋友借了钱一直不还"}, status=200)
    assert LOAN in nobody.page.links
    assert "还没有现成的回答" in nobody.send("/answers/", {"q": "今天天气真好"}, status=200)


def test_cases_are_narrowed_by_line_topic_year_and_place(world: World, nobody: Visitor) -> None:
    texts.published(world)
    texts.published(
        world,
        key="other",
        title="邻居漏水一个下午调好了",
        line="mediation",
        topic="邻里物业",
        year="2024",
    )
    both = {"/cases/wages/", "/cases/other/"}

    def shown(**narrowed: str) -> set[str]:
        return both & set(nobody.read("/cases/", **narrowed).links)

    assert shown() == both
    assert shown(line="mediation") == {"/cases/other/"}
    assert shown(topic="劳动工资") == {"/cases/wages/"}
    assert shown(year="2024") == {"/cases/other/"}
    assert shown(region=CITY) == both
    assert shown(region=ELSEWHERE) == set()
    assert shown(year="x", topic="no such") == set()


def test_a_case_is_read_by_everybody_once_it_is_published(world: World, nobody: Visitor) -> None:
    """KB-03: released by two people, and withdrawn by one."""
    case = texts.published(world)
    text = nobody.read("/cases/wages/").text
    assert [words in text for words in ("总承包单位先付清", "推举代表", "第七条")] == [True] * 3
    withdraw(Case, case.pk, actor=world.staff(*texts.WRITER), reason="当事人要求撤下来", at=NOW)
    assert nobody.get("/cases/wages/").status_code == 404


def test_a_guide_puts_together_what_there_is(world: World, nobody: Visitor) -> None:
    """KB-09: answers that are not approved (any more) are simply not in it."""
    texts.approved(world, key="loan-not-repaid")
    page = nobody.read("/topics/debts/")
    assert "/answers/loan-not-repaid/" in page.links
    assert "/answers/guarantee/" not in page.links
    assert "/services/notary/execution/" in page.links
    assert nobody.get("/topics/no-such/").status_code == 404


def test_the_guide_to_a_service_shows_what_is_asked_about_it(world: World, nobody: Visitor) -> None:
    texts.approved(world)
    assert LOAN in nobody.read("/services/mediation/people/").links
    assert LOAN not in nobody.read("/services/notary/inheritance/").links
