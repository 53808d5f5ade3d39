"""Refusals as pages."""

from __future__ import annotations

import pytest
from django.test import RequestFactory

from santai.kernel.errors import Conflict, Forbidden, Invalid, Missing, NotNow, Refusal
from santai.pages.errors import refusal_page

HOSTILE = "<script>alert(1)</script>"


@pytest.mark.parametrize(
    ("refusal", "status", "said"),
    [
        (Forbidden("不由您办。"), 403, "不由您办。"),
        (Conflict("刚刚有人办过。"), 409, "刚刚有人办过。"),
        (NotNow("不能。", ["补齐", "留言"]), 409, "现在可以：补齐、留言。"),
        (Invalid({"x": "改一下。"}), 422, "改一下。"),
        (Forbidden(HOSTILE), 403, "&lt;script&gt;"),
    ],
)
def test_each_refusal_has_its_status_and_its_words(
    rf: RequestFactory, refusal: Refusal, status: int, said: str
) -> None:
    page = refusal_page(rf.get("/"), refusal)
    assert page.status_code == status
    assert said in page.content.decode()
    assert HOSTILE not in page.content.decode()


def test_what_somebody_wrote_at_length_is_not_lost_with_the_refusal(rf: RequestFactory) -> None:
    text = "写了这么长一段话，没想到这件事已经办结了。"
    sent = rf.post("/", {"text": text, "key": "a" * 32, "short": "短"})
    page = refusal_page(sent, NotNow("已经办结。")).content.decode()
    assert text in page
    assert "a" * 32 not in page


def test_missing_says_nothing_of_what_was_asked_for(rf: RequestFactory) -> None:
    first = refusal_page(rf.get("/a"), Missing("没有工单 A"))
    second = refusal_page(rf.get("/b"), Missing())
    assert first.status_code == second.status_code == 404
    assert first.content == second.content
