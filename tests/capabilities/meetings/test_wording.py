"""What is sent and written down is Chinese, whatever language the page had; a call is said to be one."""

from __future__ import annotations

from datetime import timedelta

from django.utils import translation

from santai.capabilities.meetings.actions import wording
from santai.capabilities.meetings.models import Offer
from santai.capabilities.notices.models import ShortMessage
from tests.factories.meetings import AT_NINE, make_booking, make_offer
from tests.world import World


def test_the_afternoon_is_counted_as_people_do() -> None:
    assert wording.when(AT_NINE + timedelta(hours=5, minutes=30)) == "3 月 3 日（周二）下午 2:30"


def test_a_text_message_is_chinese_from_an_english_page(world: World, offer: Offer) -> None:
    lawyer = world.lawyers[0]
    own = {"organisation": lawyer.organisation_id, "practitioner": lawyer.pk, "capacity": 1}
    rung = make_offer(world, offer.venue, **own, manner="telephone", how="请保持畅通")
    with translation.override("en"):
        make_booking(rung)
    assert f"上午 9:00，{lawyer.name}给您打电话（请保持畅通）。" in ShortMessage.objects.get().text
