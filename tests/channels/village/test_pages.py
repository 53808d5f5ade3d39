"""Without script the pages are ordinary forms; with it they open from the device (CEN-22, WEB-12)."""

from __future__ import annotations

import json
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from santai.capabilities.files.models import StoredFile
from santai.capabilities.orders.models import Order
from tests import world as w
from tests.channels.village.field import INTAKE, VISIT, Phone, adviser, photograph, sha256
from tests.factories.pages import Visitor


@pytest.fixture
def phone(world: w.World) -> Phone:
    return Phone.of(adviser())


def picture(name: str = "现场.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, photograph(), "image/png")


def test_a_form_that_posts_makes_the_record_and_says_its_number(phone: Phone) -> None:
    page = phone.read("/village/visit/")
    assert page.fields["at"] == ["2026-03-02T09:00"]
    assert page.fields["village"] == [w.VILLAGE]  # the only one
    sent = {**page.fields, **VISIT, "photos": [picture()]}
    assert phone.send("/village/visit/", sent) == "/village/"
    order = Order.objects.get()
    assert StoredFile.objects.get(subject=order.subject).sha256 == sha256(photograph())
    home = phone.read("/village/")
    shown = f"{order.number[:3]} {order.number[3:7]} {order.number[7:]}"
    assert home.text.count(shown) == 2  # said once, and listed


def test_the_same_form_sent_twice_makes_one_record(phone: Phone) -> None:
    page = phone.read("/village/intake/")
    sent = {**page.fields, **INTAKE}
    phone.send("/village/intake/", sent)
    phone.send("/village/intake/", sent)
    assert Order.objects.count() == 1
    text = phone.send("/village/intake/", {**sent, "what": "另一件事。"}, status=422)
    assert "刚才已经送出过一次" in text
    phone.send(
        "/village/intake/", {**phone.page.fields, "village": w.VILLAGE, "what": "另一件事。"}
    )
    assert Order.objects.count() == 2


def test_a_mistake_loses_neither_words_nor_photographs(phone: Phone) -> None:
    page = phone.read("/village/visit/")
    sent = {**page.fields, **VISIT, "people": "很多", "photos": [picture()]}
    text = phone.send("/village/visit/", sent, status=422)
    assert "已有 1 张照片" in text
    again = phone.page.fields
    assert again["done"] == VISIT["done"]
    assert again["people"] == ["很多"]
    phone.send("/village/visit/", {**again, "photos": [], "people": "32"})
    assert StoredFile.objects.get().sha256 == sha256(photograph())


@pytest.mark.parametrize("kind", ["visit", "intake"])
def test_pages_take_few_queries_however_many_villages(phone: Phone, kind: str) -> None:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        phone.read(f"/village/{kind}/")
    assert len(queries) <= 6


def test_the_list_takes_as_many_queries_for_one_record_as_for_three(phone: Phone) -> None:
    counts = []
    for more in (1, 2):
        for _ in range(more):
            phone.tell(VISIT)
        with CaptureQueriesContext(connection) as queries:
            phone.read("/village/")
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 6


# --- what the device keeps


@pytest.mark.parametrize("page", ["home", "visit", "intake"])
def test_the_shell_is_the_same_for_everybody_and_names_nobody(phone: Phone, page: str) -> None:
    mine = phone.read(f"/village/shell/{page}/").source
    stranger = Visitor()
    assert stranger.read(f"/village/shell/{page}/").source == mine
    assert phone.account.name not in mine
    assert "csrfmiddlewaretoken" not in mine
    assert "东街" not in mine
    assert stranger.cookies == {}


def test_no_other_page_is_a_shell(visitor: Visitor) -> None:
    assert visitor.get("/village/shell/who/").status_code == 404


def test_the_worker_keeps_the_shell_and_nothing_else(visitor: Visitor) -> None:
    answer = visitor.get("/village/worker.js")
    assert answer.headers["Service-Worker-Allowed"] == "/village/"
    assert answer.headers["Content-Type"].startswith("text/javascript")
    told = re.match(r"const SHELL = (.*)\n", answer.content.decode())
    assert told is not None
    shell = json.loads(told[1])
    assert shell["pages"] == {
        "/village/": "/village/shell/home/",
        "/village/intake/": "/village/shell/intake/",
        "/village/visit/": "/village/shell/visit/",
    }
    assert all(path.startswith("/static/") for path in shell["files"])


def test_every_module_the_pages_ask_for_is_kept(visitor: Visitor) -> None:
    from santai.channels.village.views.shell import FOLDER, MODULES

    scripts = {path.stem for path in FOLDER.glob("static/village/*.js")}
    assert scripts == {*MODULES, "village", "worker"}


def test_the_words_of_the_scripts_are_all_on_the_page(visitor: Visitor) -> None:
    from santai.channels.village.views.shell import FOLDER

    source = visitor.read("/village/shell/home/").source
    there = {
        re.sub(r"-(\w)", lambda found: found[1].upper(), name)
        for name in re.findall(r"data-([a-z-]+)=", source.partition('id="words"')[2])
    }
    texts = [path.read_text() for path in FOLDER.glob("static/village/*.js")]
    asked = {name for text in texts for name in re.findall(r'say\("(\w+)"', text)}
    assert asked - there == set()


def test_the_manifest_begins_in_the_village(visitor: Visitor) -> None:
    told = visitor.get("/village/village.webmanifest").json()
    assert (told["start_url"], told["scope"]) == ("/village/", "/village/")


def test_the_shell_is_renewed_with_the_readers_language(visitor: Visitor) -> None:
    def worker(language: str) -> str:
        visitor.cookies["language"] = language
        return visitor.get("/village/worker.js").content.decode()

    chinese, english = worker("zh-hans"), worker("en")
    assert chinese != english
    assert [worker("zh-hans"), worker("en")] == [chinese, english]
