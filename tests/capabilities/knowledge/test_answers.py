"""Standard answers: written by one, reviewed by another, told the same everywhere (HOT-13, HOT-14, KB-04, KB-06)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from santai.capabilities.approvals.actions import decide
from santai.capabilities.approvals.models import Approval
from santai.capabilities.knowledge.actions import (
    draft_answer,
    found,
    review,
    revise,
    submit,
    withdraw,
)
from santai.capabilities.knowledge.models import AnswerVersion, Found
from santai.capabilities.knowledge.queries import (
    answer_by_key,
    answers_for,
    answers_like,
    boxes,
    told_on,
    waits_for,
    ways_of_asking,
)
from santai.capabilities.trail.models import Entry
from santai.kernel.errors import Conflict, Forbidden, Invalid, Missing
from tests.capabilities.knowledge import texts
from tests.world import CITY, ELSEWHERE, LUSHAN, NOW, TODAY, YE, World

LATER = NOW + timedelta(days=40)


def keys(region: str = "", on: date = TODAY, **narrowed: str) -> list[str]:
    return [one.key for one in answers_for(region, on=on, **narrowed)]


def test_what_two_people_agreed_on_is_told(world: World) -> None:
    draft = texts.drafted(world)
    assert keys() == []
    submit(AnswerVersion, draft.pk, actor=world.staff(*texts.WRITER), at=NOW)
    assert keys() == []
    texts.let_through(world, draft)
    [told] = answers_for(YE, on=TODAY)
    assert (told.question, told.lines[0]) == (texts.TYPED.question, "留好借条和转账记录。")
    assert [str(cited) for cited in told.citations] == ["民法典 675", "民法典 188"]
    assert told.checked == NOW


def test_who_wrote_it_does_not_review_it(world: World) -> None:
    """The head of a centre may do both, and never both for one."""
    head = world.staff("centre-head", YE)
    made = draft_answer(replace(texts.TYPED, place=YE), actor=head, at=NOW)
    submit(AnswerVersion, made.pk, actor=head, at=NOW)
    with pytest.raises(Forbidden):
        review(AnswerVersion, made.pk, actor=head, approve=True, opinion="", at=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        AnswerVersion.objects.filter(pk=made.pk).update(
            state="approved", reviewed_by=head.account_id, reviewed_at=NOW
        )
    review(
        AnswerVersion,
        made.pk,
        actor=world.second("centre-head", YE),
        approve=True,
        opinion="",
        at=NOW,
    )
    assert keys(YE) == ["loan"]


@pytest.mark.parametrize(
    ("role", "region"),
    [("bureau-chief", ELSEWHERE), ("aid-clerk", YE), ("system-admin", CITY), ("bureau-chief", YE)],
)
def test_and_the_outsider_neither_sees_nor_decides(world: World, role: str, region: str) -> None:
    item = texts.waiting(world)
    outsider = world.staff(role, region)
    with pytest.raises(Missing):
        review(AnswerVersion, item.pk, actor=outsider, approve=True, opinion="", at=NOW)
    with pytest.raises(Missing):
        revise(item.pk, texts.TYPED, actor=outsider, at=NOW)
    assert boxes(outsider, on=TODAY).in_review == []
    assert keys() == []


def test_who_looks_on_sees_drafts_and_changes_nothing(world: World) -> None:
    draft = texts.drafted(world)
    auditor = world.staff("auditor", "410000000000")
    assert boxes(auditor, on=TODAY).drafts == [draft]
    with pytest.raises(Forbidden):
        revise(draft.pk, texts.TYPED, actor=auditor, at=NOW)


def test_a_county_writes_for_itself_and_not_for_its_neighbour(world: World) -> None:
    clerk = world.staff("window-clerk", YE)
    draft_answer(replace(texts.TYPED, place=YE), actor=clerk, at=NOW)
    with pytest.raises(Forbidden):
        draft_answer(replace(texts.TYPED, place=LUSHAN, key="other"), actor=clerk, at=NOW)


def test_nobody_approves_a_text_by_its_title(world: World) -> None:
    texts.waiting(world)
    chief = world.staff(*texts.REVIEWER)
    with pytest.raises(Forbidden):
        decide(Approval.objects.get().pk, actor=chief, approve=True, opinion="", at=NOW)
    assert keys() == []


def test_what_is_sent_back_says_why_and_can_be_sent_again(world: World) -> None:
    item, chief = texts.waiting(world), world.staff(*texts.REVIEWER)
    review(AnswerVersion, item.pk, actor=chief, approve=False, opinion="第二句说得太绝对", at=NOW)
    item.refresh_from_db()
    assert (item.state, item.opinion) == ("draft", "第二句说得太绝对")
    writer = world.staff(*texts.WRITER)
    revise(
        item.pk,
        replace(texts.TYPED, text="留好借条，三年之内去要，拿不准来问。"),
        actor=writer,
        at=NOW,
    )
    submit(AnswerVersion, item.pk, actor=writer, at=NOW)
    texts.let_through(world, item)
    assert answers_for(on=TODAY)[0].text == "留好借条，三年之内去要，拿不准来问。"


def test_a_refusal_without_a_reason_is_none(world: World) -> None:
    item, chief = texts.waiting(world), world.staff(*texts.REVIEWER)
    with pytest.raises(Invalid):
        review(AnswerVersion, item.pk, actor=chief, approve=False, opinion="", at=NOW)
    item.refresh_from_db()
    assert item.state == "in-review"


def test_a_review_nobody_made_in_a_week_is_asked_for_again(world: World) -> None:
    item, writer = texts.waiting(world), world.staff(*texts.WRITER)
    with pytest.raises(Conflict):
        submit(AnswerVersion, item.pk, actor=writer, at=NOW)
    late = NOW + timedelta(days=8)
    with pytest.raises(Conflict):
        texts.let_through(world, item, at=late)
    submit(AnswerVersion, item.pk, actor=writer, at=late)
    texts.let_through(world, item, at=late)
    assert keys() == ["loan"]


def test_what_was_told_on_a_day_stays_provable(world: World) -> None:
    """HOT-14: a new version follows; the old one says from when to when it was the answer."""
    first = texts.approved(world)
    writer = world.staff(*texts.WRITER)
    second = revise(
        first.pk,
        replace(texts.TYPED, text="新的说法：三年之内去要，最好写下来。", valid_from="2026-04-01"),
        actor=writer,
        at=LATER,
    )
    assert answers_for(on=TODAY)[0].version == 1
    submit(AnswerVersion, second.pk, actor=writer, at=LATER)
    texts.let_through(world, second, at=LATER)
    then, now = told_on("loan", NOW + timedelta(days=1)), told_on("loan", LATER)
    assert then is not None
    assert now is not None
    assert [(one.version, one.lines[0]) for one in (then, now)] == [
        (1, "留好借条和转账记录。"),
        (2, "新的说法：三年之内去要，最好写下来。"),
    ]
    assert told_on("loan", NOW - timedelta(minutes=1)) is None


@pytest.mark.parametrize("change", [{"text": "别的话"}, {"question": "别的？"}, {"state": "draft"}])
def test_the_database_refuses_to_change_what_was_told(world: World, change: dict[str, str]) -> None:
    item = texts.approved(world)
    with pytest.raises(IntegrityError, match="不能修改"), transaction.atomic():
        AnswerVersion.objects.filter(pk=item.pk).update(**change)
    with pytest.raises(IntegrityError, match="不能修改"), transaction.atomic():
        AnswerVersion.objects.filter(pk=item.pk).delete()


def test_a_new_version_leaves_no_day_without_an_answer(world: World) -> None:
    first, writer = texts.approved(world), world.staff(*texts.WRITER)
    typed = replace(texts.TYPED, text="下个月才开始的说法，先写好。", valid_from="2026-06-01")
    second = revise(first.pk, typed, actor=writer, at=NOW)
    submit(AnswerVersion, second.pk, actor=writer, at=NOW)
    with pytest.raises(Invalid):
        texts.let_through(world, second)
    assert answers_for(on=TODAY)[0].version == 1


def test_a_wrong_answer_is_taken_away_at_once(world: World) -> None:
    item, writer = texts.approved(world), world.staff(*texts.WRITER)
    with pytest.raises(Invalid):
        withdraw(AnswerVersion, item.pk, actor=writer, reason="错", at=NOW)
    withdraw(AnswerVersion, item.pk, actor=writer, reason="法律今天改了，先停用", at=NOW)
    assert keys() == []
    with pytest.raises(Conflict):
        withdraw(AnswerVersion, item.pk, actor=writer, reason="法律今天改了，先停用", at=NOW)


def test_what_expires_warns_and_then_leaves_the_pages(world: World) -> None:
    item, writer = texts.approved(world), world.staff(*texts.WRITER)
    soon, after = date(2026, 12, 10), date(2027, 1, 1)
    assert waits_for(writer, on=TODAY) == 0
    assert (boxes(writer, on=soon).expiring, waits_for(writer, on=soon)) == ([item], 1)
    assert keys(on=date(2026, 12, 31)) == ["loan"]
    assert keys(on=after) == []
    assert boxes(writer, on=after).expired == [item]
    assert waits_for(world.staff("aid-clerk", YE), on=after) == 0


def test_the_nearest_place_answers(world: World) -> None:
    """KB-06: one text for each place, whoever tells it."""
    texts.approved(world)
    local = texts.drafted(world, place=YE, key="loan-ye", text="叶县有专门的调解室，先去那里。")
    local.answer.family = "loan"
    local.answer.save()
    submit(AnswerVersion, local.pk, actor=world.staff(*texts.WRITER), at=NOW)
    texts.let_through(world, local)
    assert keys(YE) == ["loan-ye"]
    assert keys("410422100001") == ["loan-ye"]
    assert keys(LUSHAN) == ["loan"]
    assert keys() == ["loan"]


def test_answers_are_narrowed_by_topic_line_and_service(world: World) -> None:
    texts.approved(world)
    texts.approved(world, key="other", topic="继承", service="notary/inheritance")
    assert keys(topic="继承") == ["other"]
    assert keys(line="mediation") == ["loan"]
    assert keys(service="notary/inheritance") == ["other"]


def test_a_question_in_other_words_finds_its_answer_and_nonsense_finds_none(world: World) -> None:
    texts.approved(world)
    texts.approved(
        world,
        key="dog",
        question="被狗咬了，谁赔？",
        ways=("邻居的狗咬了孩子", "流浪狗咬人", "遛狗没牵绳"),
        text="养狗的人要赔医药费，先打疫苗。",
    )
    assert [one.key for one in answers_like("我朋友借了钱一直不还", on=TODAY)][:1] == ["loan"]
    assert [one.key for one in answers_like("孩子让邻居家狗咬了", on=TODAY)][:1] == ["dog"]
    assert answers_like("今天天气真好", on=TODAY) == []
    assert answers_like("", on=TODAY) == []


def test_every_change_stands_in_the_trail_with_the_digest_of_its_words(world: World) -> None:
    item = texts.approved(world)
    lines = list(Entry.objects.filter(kind="knowledge").order_by("pk"))
    assert [line.data["deed"] for line in lines] == ["written", "submitted", "approved"]
    assert {line.data["answer"] for line in lines} == {item.pk}
    assert len({line.data["digest"] for line in lines}) == 1
    assert len(lines[0].data["digest"]) == 64


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"citations": ("民法典 1261",)}, "citations"),
        ({"citations": ("没有这部法 1",)}, "citations"),
        ({"citations": ()}, "citations"),
        ({"service": "coordination/assist"}, "service"),
        ({"service": "no/such"}, "service"),
        ({"topic": "天气"}, "topic"),
        ({"ways": ("只有一种",)}, "ways"),
        ({"text": "短"}, "text"),
        ({"text": "照身份证410421199003071234的样子填写。"}, "text"),
        ({"question": "豫D12345的货车撞了我怎么办？"}, "question"),
        ({"valid_until": "2025-01-01"}, "valid_until"),
        ({"valid_from": "昨天"}, "valid_from"),
    ],
)
def test_what_cannot_be_told_is_refused_at_its_field(
    world: World, change: dict[str, object], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        texts.drafted(world, **change)
    assert list(refused.value.fields) == [field]


def test_whether_it_helped_is_counted_and_nothing_else_kept(world: World) -> None:
    texts.approved(world)
    for helped in (True, True, False):
        found("loan", helped=helped, at=NOW)
    assert Found.objects.values_list("day", "helped", "not_helped").get() == (TODAY, 2, 1)
    with pytest.raises(Missing):
        found("nothing", helped=True, at=NOW)


def test_every_way_of_asking_feeds_the_ranker_once_it_is_approved(world: World) -> None:
    texts.drafted(world)
    assert list(ways_of_asking(on=TODAY)) == []
    submit(AnswerVersion, AnswerVersion.objects.get().pk, actor=world.staff(*texts.WRITER), at=NOW)
    texts.let_through(world, AnswerVersion.objects.get())
    fed = list(ways_of_asking(on=TODAY))
    assert [way for way, _, _ in fed] == [texts.TYPED.question, *texts.TYPED.ways]
    assert fed[0][1:] == ("loan", ("民法典 675", "民法典 188"))
    assert answer_by_key("loan", on=TODAY) is not None
