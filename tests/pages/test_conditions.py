"""Conditions said in words, for pages without script."""

from __future__ import annotations

from dataclasses import replace

from santai.catalogue.current import catalogue
from santai.catalogue.schema import All, Any_, Field, Not, RuleRef, Test, Text
from santai.kernel.decision import Answer
from santai.pages.forms.conditions import asked, asked_when, settled, words
from tests.world import TODAY

AID = catalogue().service("legal-aid/civil", "", TODAY)


def test_a_choice_names_the_question_and_the_answers() -> None:
    assert words(Test("matter", "in", ("家庭暴力", "虐待遗弃")), AID) == (
        "“您为什么事申请”选“家庭暴力”或“虐待遗弃”"
    )


def test_a_yes_and_an_amount_are_said_as_such() -> None:
    assert words(Test("fixed_income", "is", True), AID) == "“有固定的生活来源吗”答“是”"
    assert words(Test("income", "at_most", 100), AID).endswith("不超过 100")


def test_rules_and_combinations_are_said_with_their_joints() -> None:
    rule, other = RuleRef("hardship"), RuleRef("in_scope")
    assert words(All((rule, Not(other))), AID) == (
        "“家庭人均收入不超过本地的经济困难标准”，并且不是“属于可以申请法律援助的民事事项”"
    )
    assert "，或者" in words(Any_((rule, other)), AID)


def test_when_and_unless_are_said_before_the_question() -> None:
    condition = RuleRef("hardship")
    assert asked_when(Field("x", Text("问")), AID) == ""
    assert asked_when(Field("x", Text("问"), when=condition), AID).endswith("时填写")
    assert asked_when(Field("x", Text("问"), unless=condition), AID).endswith("的，不用填")


def test_what_the_door_excludes_is_not_asked() -> None:
    counter = Test("channel", "in", ("counter", "hotline"))
    known = {"channel": "portal"}
    assert settled(counter, AID, known) is Answer.NO
    assert settled(counter, AID, {"channel": "counter"}) is Answer.YES
    assert settled(All((RuleRef("hardship"), counter)), AID, known) is Answer.NO
    assert settled(Any_((RuleRef("hardship"), counter)), AID, known) is Answer.UNKNOWN
    assert settled(Any_((counter,)), AID, known) is Answer.NO
    fields = (Field("a", Text("问"), when=counter), Field("b", Text("问")))
    assert [field.key for field in asked(replace(AID, form=fields), known)] == ["b"]


def test_what_the_door_settles_is_not_said() -> None:
    counter = Test("channel", "in", ("counter", "hotline"))
    field = Field("x", Text("问"), when=All((counter,)))
    assert asked_when(field, AID, {"channel": "counter"}) == ""
    assert asked_when(field, AID).endswith("时填写")
    known = {"channel": "hotline"}
    assert settled(Any_((RuleRef("hardship"), counter)), AID, known) is Answer.YES
    assert settled(RuleRef("hardship"), AID, known) is Answer.UNKNOWN
