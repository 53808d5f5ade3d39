"""What a device sends: each entry once, whole, at its own time, from who works there (ADV-03, ADV-04, CEN-21)."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from django.test import RequestFactory

from santai.capabilities.files.models import StoredFile
from santai.capabilities.files.queries import blobs
from santai.capabilities.orders.actions import sweep
from santai.capabilities.orders.models import Event, Order
from santai.capabilities.orders.queries import chain_is_whole
from santai.channels.village import parts
from santai.channels.village.models import Entry, Part
from santai.channels.village.views import api
from santai.kernel.workdays import ZONE
from tests import world as w
from tests.channels.village.field import INTAKE, VISIT, Phone, adviser, photograph, sha256


@pytest.fixture
def phone(world: w.World) -> Phone:
    return Phone.of(adviser())


def test_a_lecture_of_the_day_before_yesterday_becomes_a_record_with_its_own_time(
    phone: Phone,
) -> None:
    answer = phone.tell(VISIT)

    assert answer.status_code == 200
    order, entry = Order.objects.get(), Entry.objects.get()
    assert (order.service, order.channel, order.region_id) == (
        "adviser/visit",
        "village",
        w.VILLAGE,
    )
    assert (order.title, order.state, order.organisation.kind) == ("法治讲座", "recorded", "bureau")
    assert order.answers["day"] == "2026-02-28"
    assert (order.answers["people"], order.answers["minutes"]) == (32, 90)
    assert order.applicant.name == "东街社区"
    assert entry.told_at == datetime(2026, 2, 28, 9, 5, tzinfo=ZONE)
    assert (entry.received_at, order.received_at) == (w.NOW, w.NOW)
    assert answer.json()["number"].replace(" ", "") == order.number


def test_the_time_told_starts_no_clock_and_stands_in_the_chain(phone: Phone) -> None:
    phone.tell(INTAKE, kind="intake")
    order = Order.objects.get()
    assert order.received_at == w.NOW
    assert order.due_at is not None
    assert order.due_at > w.NOW
    told = Event.objects.get(order=order, seq=1).data["told_at"]
    assert told == "2026-02-28T15:40:00+08:00"
    assert chain_is_whole(order)
    assert sweep(at=w.NOW) == 0


def test_somebody_met_in_the_village_gets_number_and_code(phone: Phone) -> None:
    answer = phone.tell(INTAKE, kind="intake").json()
    order = Order.objects.get()
    assert (order.service, order.channel) == ("consultation/legal", "village")
    assert (order.applicant.name, order.applicant.phone) == ("李四", "13800000077")
    assert order.answers["question"] == INTAKE["what"][0]
    assert len(answer["query_code"].replace("-", "")) == 10


def test_an_application_for_aid_is_begun_in_the_village(phone: Phone) -> None:
    aid = {"service": ["legal-aid/civil"], "matter": ["劳动报酬"], "groups": ["农民工"]}
    assert phone.tell({**INTAKE, **aid}, kind="intake").status_code == 200
    order = Order.objects.get()
    assert (order.service, order.answers["facts"]) == ("legal-aid/civil", INTAKE["what"][0])
    assert order.organisation.kind == "legal-aid-agency"
    assert order.applicant.groups == ["农民工"]


def test_photographs_come_in_parts_and_stay_byte_for_byte(phone: Phone) -> None:
    pictures = photograph(mark="一"), photograph(200_000, "二")
    assert phone.hold(pictures[0]) == [200, 200]
    assert phone.hold(pictures[1]) == [200, 200, 200, 200]
    assert phone.tell(VISIT, photos=pictures).status_code == 200
    order = Order.objects.get()
    files = StoredFile.objects.filter(subject=order.subject).order_by("pk")
    assert [file.sha256 for file in files] == [sha256(one) for one in pictures]
    assert [blobs().get(file.sha256) for file in files] == [*pictures]
    assert [event.code for event in order.events.order_by("seq")] == [
        "submitted",
        "file_added",
        "file_added",
    ]
    assert chain_is_whole(order)
    assert Part.objects.count() == 0


def test_parts_sent_again_and_out_of_order_change_nothing(phone: Phone) -> None:
    picture = photograph(200_000)
    path = f"/village/photos/{sha256(picture)}/"
    for offset in (131072, 0, 131072, 196608, 65536, 0):
        piece = picture[offset : offset + parts.SIZE]
        assert phone.put_to(f"{path}{offset}/", piece).status_code == 200
    assert phone.get(path).json() == {"held": [0, 65536, 131072, 196608]}
    assert phone.tell(VISIT, photos=(picture,)).status_code == 200


def test_parts_that_wait_lie_sealed_and_plain_ones_from_before_are_read(phone: Phone) -> None:
    picture = photograph(200_000, "身份证 11010119900307109X")
    assert phone.hold(picture) == [200] * 4
    lying = [bytes(part.content) for part in Part.objects.order_by("offset")]
    assert not any(picture[:9] in content or b"11010119900307109X" in content for content in lying)
    Part.objects.filter(offset=0).update(content=picture[: parts.SIZE])
    assert phone.tell(VISIT, photos=(picture,)).status_code == 200


def test_a_part_that_does_not_open_any_more_is_sent_anew(phone: Phone) -> None:
    picture = photograph(200_000)
    phone.hold(picture)
    lying = bytearray(Part.objects.get(offset=0).content)
    lying[100] ^= 1
    Part.objects.filter(offset=0).update(content=bytes(lying))
    answer = phone.tell(VISIT, photos=(picture,))
    assert (answer.status_code, Part.objects.count()) == (409, 0)
    phone.hold(picture)
    assert phone.tell(VISIT, photos=(picture,)).status_code == 200


def test_an_entry_before_its_photographs_is_told_which_are_missing(phone: Phone) -> None:
    first, second = photograph(mark="一"), photograph(mark="二")
    phone.hold(first)
    phone.put_to(f"/village/photos/{sha256(second)}/0/", second[: parts.SIZE])

    answer = phone.tell(VISIT, photos=(first, second))

    assert (answer.status_code, answer.json()["code"]) == (409, "photos_missing")
    assert answer.json()["missing"] == [sha256(second)]
    assert (Order.objects.count(), Entry.objects.count()) == (0, 0)


def test_half_a_part_is_not_kept(phone: Phone) -> None:
    """The line was cut in the middle of a part: what came is less than was announced."""
    picture = photograph()
    request = RequestFactory().put("/", headers={"X-Santai-Account": str(phone.account.pk)})
    request.META["CONTENT_LENGTH"] = str(parts.SIZE)
    request._body, request.user = picture[:1000], phone.account
    answer = api.part(request, sha256=sha256(picture), offset=0)
    assert answer.status_code == 400
    assert Part.objects.count() == 0


def test_a_line_that_is_reset_within_a_part_is_no_fault_of_the_server(phone: Phone) -> None:
    class Reset(BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            raise ConnectionResetError

    picture = photograph()
    request = RequestFactory().put("/", headers={"X-Santai-Account": str(phone.account.pk)})
    request._stream, request.user = Reset(), phone.account
    answer = api.part(request, sha256=sha256(picture), offset=0)
    assert (answer.status_code, json.loads(answer.content)["code"]) == (400, "cut_off")
    assert Part.objects.count() == 0


def test_a_photograph_that_is_not_what_its_name_says_is_sent_anew(phone: Phone) -> None:
    picture = photograph()
    wrong = b"\x00" * parts.SIZE
    phone.put_to(f"/village/photos/{sha256(picture)}/0/", wrong)
    phone.put_to(f"/village/photos/{sha256(picture)}/65536/", picture[parts.SIZE :])
    assert phone.tell(VISIT, photos=(picture,)).status_code == 409
    assert phone.get(f"/village/photos/{sha256(picture)}/").json() == {"held": []}
    phone.hold(picture)
    assert phone.tell(VISIT, photos=(picture,)).status_code == 200


def test_what_is_no_photograph_is_refused_with_its_entry(phone: Phone) -> None:
    program = b"#!/bin/sh\necho hello\n"
    phone.hold(program)
    answer = phone.tell(VISIT, photos=(program,))
    assert answer.status_code == 422
    assert "现场.png" in answer.json()["fields"]["photos"]
    assert (Order.objects.count(), StoredFile.objects.count()) == (0, 0)
    assert Part.objects.count() == 1  # it may be put right with the others still here


def test_the_same_entry_sent_again_after_a_year_is_the_same_order(
    phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A phone that never got the answer lay in a drawer; the week for which orders keep keys is long over."""
    from santai.capabilities.orders.actions import forget
    from tests.factories.pages import stop_the_clock

    key, picture = uuid4(), photograph()
    phone.hold(picture)
    first = phone.tell(VISIT, key=key, photos=(picture,)).json()
    later = w.NOW + timedelta(days=400)
    forget(at=later)
    stop_the_clock(monkeypatch, later)
    account = phone.account
    account.posts.update(starts=w.TODAY - timedelta(days=1))
    again = Phone.of(account).tell(VISIT, key=key, photos=(picture,)).json()
    assert again["repeated"] is True
    assert again["number"] == first["number"]
    assert (Order.objects.count(), StoredFile.objects.count()) == (1, 1)


def test_one_key_for_two_contents_names_what_arrived_before(phone: Phone) -> None:
    key = uuid4()
    first = phone.tell(VISIT, key=key).json()
    answer = phone.tell({**VISIT, "people": ["33"]}, key=key)
    assert (answer.status_code, answer.json()["code"]) == (409, "sent_before")
    assert answer.json()["number"] == first["number"]
    assert Order.objects.count() == 1


WRONG: list[tuple[str, dict[str, Any], str, str]] = [
    ("visit", {"village": [""]}, "village", "请选择是哪个村（居）。"),
    ("visit", {"at": ["gestern"]}, "at", "请填写日期和时间。"),
    ("visit", {"at": ["2026-03-02T09:11"]}, "at", "这个时间还没有到"),
    ("visit", {"people": ["viele"]}, "people", ""),
    ("visit", {"minutes": [""]}, "minutes", ""),
    ("visit", {"kind": ["喝茶"]}, "kind", ""),
    ("intake", {"service": ["complaint/service"]}, "service", "请选择他想办什么。"),
    ("intake", {"what": [""]}, "what", ""),
    ("intake", {"phone": ["12"]}, "phone", ""),
]


@pytest.mark.parametrize(("kind", "change", "field", "words"), WRONG)
def test_a_mistake_is_told_at_its_question_and_nothing_is_kept(
    phone: Phone, kind: str, change: dict[str, Any], field: str, words: str
) -> None:
    fields = {**(VISIT if kind == "visit" else INTAKE), **change}
    answer = phone.tell(fields, kind=kind)
    assert answer.status_code == 422
    assert list(answer.json()["fields"]) == [field]
    assert words in answer.json()["fields"][field]
    assert (Order.objects.count(), Entry.objects.count()) == (0, 0)


def test_a_phone_that_is_ten_minutes_ahead_is_believed(phone: Phone) -> None:
    assert phone.tell({**VISIT, "at": ["2026-03-02T09:10"]}).status_code == 200


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"kind":"x","fields":{},"photos":[]}'])
def test_what_no_page_of_ours_sends_is_refused(phone: Phone, body: bytes) -> None:
    answer = phone.put_to(f"/village/entries/{uuid4()}/", body)
    assert (answer.status_code, answer.json()["code"]) == (422, "unreadable")


def test_old_parts_are_swept_and_young_ones_stay(phone: Phone) -> None:
    phone.hold(photograph())
    assert parts.sweep(at=w.NOW + parts.KEPT) == 0
    assert parts.sweep(at=w.NOW + parts.KEPT + timedelta(seconds=1)) == 2
