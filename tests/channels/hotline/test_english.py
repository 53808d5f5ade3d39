"""The hotline for an agent who reads English: every page, and the same rows as for anybody else."""

from __future__ import annotations

import pytest

from santai.capabilities.orders.models import Order
from tests.channels.hotline.telephone import CALLER, Telephone
from tests.channels.hotline.test_answering import handing_on
from tests.factories.pages import stop_the_clock
from tests.factories.reading import EnglishReader, kept, undone, words_of
from tests.world import CITY, YE, World

OURS = ("channels/hotline", "capabilities/orders")
ANSWERED = {
    "key": "k1",
    "q": CALLER,
    "region": YE,
    "service": "consultation/legal",
    "answers.question": "老板不给工资怎么办？",
    "answer.answer": "可以申请劳动仲裁。",
    "step": "submit",
}


@pytest.fixture
def agent(world: World, monkeypatch: pytest.MonkeyPatch) -> EnglishReader:
    stop_the_clock(monkeypatch)
    return EnglishReader(world.accounts[("hotline-agent", CITY)])


def test_no_page_speaks_chinese_to_who_reads_english(
    agent: EnglishReader, telephone: Telephone
) -> None:
    telephone.rings(-30)
    agent.post("/hotline/", ANSWERED)
    number = Order.objects.get().number
    for path in (
        "/hotline/",
        f"/hotline/orders/{number}/",
        "/desk/calls/",
        "/hotline/wall/",
        "/hotline/figures/",
        "/hotline/calls/",
    ):
        assert words_of(*OURS) & set(agent.pieces(path)) == set(), path


def test_a_mistake_is_said_in_english(agent: EnglishReader) -> None:
    page = agent.post("/hotline/", handing_on(**{"transfer.body": ""})).content.decode()
    assert "Please choose whom to hand on to." in page


@pytest.mark.parametrize("sent", [ANSWERED, handing_on()], ids=["answered", "handed-on"])
def test_closing_a_call_leaves_the_same_rows_in_every_language(
    world: World, sent: dict[str, str]
) -> None:
    rows = []
    for language in ("zh-hans", "en"):
        with undone():
            agent = EnglishReader(world.accounts[("hotline-agent", CITY)], language)
            assert agent.post("/hotline/", sent).status_code == 302
            rows.append(kept(Order.objects.get()))
    assert rows[0] == rows[1]
