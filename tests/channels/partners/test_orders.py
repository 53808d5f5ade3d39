"""Taking orders in and acting on them over the partner API (HOT-07, HOT-11, PLAT-21, PLAT-23)."""

from __future__ import annotations

import json
from typing import Any

import pytest

from santai.capabilities.orders.actions import code_of, open_with_code
from santai.capabilities.orders.models import Order
from santai.capabilities.people.models import Party
from tests import world as w
from tests.channels.partners.conftest import Caller
from tests.factories.partners import consult


def _made(call: Caller, **changes: Any) -> Order:
    response = call.submit(consult(**changes), key=f"k-{Order.objects.count()}")
    assert response.status_code == 201, response.content.decode()
    return Order.objects.get(number=response.json()["number"])


def test_an_order_is_taken_in_and_the_receipt_opens_it(call: Caller) -> None:
    response = call.submit(consult())
    order = Order.objects.get()
    body = response.json()
    assert (response.status_code, response.headers["ETag"]) == (201, f'"{order.seq}"')
    assert (body["number"], body["state"], body["stage"], body["turn"]) == (
        order.number,
        "submitted",
        "open",
        "agency",
    )
    assert body["query_code"] == code_of(order)
    assert open_with_code(body["number"], body["query_code"], at=order.received_at) == order
    assert (order.channel, order.intake.kind) == ("partners", "12345")


def test_chinese_is_written_as_it_is(call: Caller) -> None:
    content = call.submit(consult()).content.decode()
    assert '"state_title": "等待答复"' in content


def test_the_same_key_gives_the_same_order(call: Caller) -> None:
    """Abuse case 1; D5."""
    answers = [call.submit(consult()) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [201, 200, 200]
    assert [answer.headers.get("Idempotent-Replayed") for answer in answers] == [
        None,
        "true",
        "true",
    ]
    assert len({answer.content for answer in answers}) == 1
    assert Order.objects.count() == 1


def test_the_same_key_for_something_else_is_refused(call: Caller) -> None:
    """Abuse case 2: 422 and nothing stored."""
    call.submit(consult())
    other = call.submit(consult(answers={"question": "房东不退押金，怎么办？"}))
    assert (other.status_code, other.json()["code"]) == (422, "key_reused")
    assert Order.objects.count() == 1


def test_another_partners_key_is_another_key(call: Caller, world: w.World) -> None:
    from tests.factories.partners import key_of, make_partner

    other = Caller(key_of(make_partner(world.office("bureau", w.YE), "other")))
    assert call.submit(consult()).status_code == 201
    assert other.submit(consult()).status_code == 201
    assert Order.objects.count() == 2


@pytest.mark.parametrize("key", [None, "", " ", "a b", "x" * 256, "键"])
def test_without_a_proper_key_nothing_is_taken_in(call: Caller, key: str | None) -> None:
    headers = {} if key is None else {"Idempotency_Key": key}
    response = call("POST", "/orders", consult(), **headers)
    assert (response.status_code, response.json()["code"]) == (400, "bad_body")
    assert Order.objects.count() == 0


def test_who_asks_a_question_need_not_say_who_they_are(call: Caller) -> None:
    order = _made(call, applicant={})
    assert (order.applicant.name, order.applicant.phone) == ("未留姓名", "")


def test_a_service_that_needs_a_name_gets_no_made_up_one(call: Caller) -> None:
    answers = {"matter": "劳动报酬", "facts": "三个月没有发工资。"}
    response = call.submit(consult(service="legal-aid/civil", applicant={}, answers=answers))
    assert response.status_code == 422
    assert "applicant.name" in response.json()["fields"]


def test_the_partners_own_number_and_hour_are_kept_as_a_claim(call: Caller) -> None:
    """Abuse case 11: limits count from our receipt; what the other system says is written down."""
    order = _made(call, reference="12345-2026-001", received_at="2026-03-01T22:15:00+08:00")
    note = order.events.get(code="note")
    assert note.data["facts"]["text"] == (
        "对方编号：12345-2026-001；对方受理时间：2026-03-01 22:15。"
    )
    assert order.received_at > note.at.replace(year=2026, month=3, day=2)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"service": "consultation/none"}, "service"),
        ({"region": "410499000000"}, "region"),
        ({"region": "4104"}, "region"),
        ({"answers": {}}, "answers.question"),
        ({"answers": {"question": "x", "status": "closed"}}, "answers.status"),
        ({"answers": {"question": 1}}, "answers.question"),
        ({"answers": {"question": "x", "wants_written": "是"}}, "answers.wants_written"),
        ({"answers": {"question": "x", "danger": "家庭暴力"}}, "answers.danger"),
        ({"answers": []}, "answers"),
        ({"applicant": {"name": "张三", "phone": "12"}}, "applicant.phone"),
        ({"applicant": {"name": "张三", "id_number": "410421199003070001"}}, "applicant.id_number"),
        ({"applicant": {"name": 5}}, "applicant.name"),
        ({"applicant": {"name": "张三", "proven": True}}, "applicant.proven"),
        ({"applicant": {"name": "张三", "demo": True}}, "applicant.demo"),
        ({"applicant": "张三"}, "applicant"),
        ({"received_at": "昨天"}, "received_at"),
        ({"received_at": "2026-03-01T22:15:00"}, "received_at"),
        ({"received_at": 1772400000}, "received_at"),
        ({"received_at": "0001-01-01T00:00:00+14:00"}, "received_at"),
        ({"state": "closed"}, "state"),
        ({"organisation": 1}, "organisation"),
        ({"then": [["answer", {}]]}, "then"),
        ({"region": "410422000000", "role": "admin"}, "role"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_stored(
    call: Caller, changes: dict[str, Any], field: str
) -> None:
    """Abuse cases 8 and 12: mass assignment and bad particulars."""
    response = call.submit(consult(**changes))
    assert response.status_code == 422, response.content.decode()
    assert field in response.json()["fields"]
    assert (Order.objects.count(), Party.objects.count()) == (0, 0)


def test_every_mistake_is_named_at_once(call: Caller) -> None:
    response = call.submit({"service": 1, "region": "x", "extra": 1, "applicant": {"name": []}})
    assert set(response.json()["fields"]) == {"service", "region", "extra", "applicant.name"}


# --- reading


def test_an_order_is_read_whole_by_who_took_it_in(call: Caller) -> None:
    order = _made(call)
    body = call("GET", f"/orders/{order.number}").json()
    assert [moment["title"] for moment in body["timeline"]] == ["提交"]
    assert body["people"][0]["name"] == "张三丰"
    assert body["clocks"][0]["explanation"].endswith("。")
    assert body["says"].startswith("您的问题收到了")
    assert {action["name"] for action in body["actions"]} >= {"note", "message"}


def test_a_number_may_be_written_as_it_is_read_aloud(call: Caller) -> None:
    order = _made(call)
    spaced = f"{order.number[:3]}%20{order.number[3:7]}%20{order.number[7:]}"
    assert call("GET", f"/orders/{spaced}").json()["number"] == order.number


def test_what_is_not_yours_is_not_there_byte_for_byte(
    call: Caller, outsider: Caller, world: w.World
) -> None:
    """A5; abuse case 6: denied equals missing, in every operation."""
    order = _made(call)
    stored = call(
        "POST",
        f"/orders/{order.number}/files",
        raw=_multipart(),
        Content_Type="multipart/form-data; boundary=x",
    ).json()
    places = (
        ("GET", "/orders/{}", None),
        ("POST", "/orders/{}/actions/note", {"facts": {"text": "看一看"}}),
        ("POST", "/orders/{}/actions/nothing", {}),
        ("GET", f"/orders/{{}}/files/{stored['id']}", None),
        ("GET", "/orders/{}/files/999", None),
        ("GET", f"/orders/{{}}/documents/{stored['id']}", None),
    )
    for method, path, body in places:
        denied = outsider(method, path.format(order.number), body)
        missing = outsider(method, path.format("26000000000"), body)
        assert denied.status_code == 404
        assert (denied.content, dict(denied.headers)) == (missing.content, dict(missing.headers))
    upload = {"raw": _multipart(), "Content_Type": "multipart/form-data; boundary=x"}
    denied = outsider("POST", f"/orders/{order.number}/files", **upload)
    missing = outsider("POST", "/orders/26000000000/files", **upload)
    assert (denied.status_code, denied.content) == (404, missing.content)
    assert outsider("GET", "/orders").json()["orders"] == []


def test_a_list_holds_the_partners_own_orders_newest_first(call: Caller, outsider: Caller) -> None:
    orders = [_made(call) for _ in range(3)]
    w.ask_for_aid()
    listed = call("GET", "/orders").json()
    assert [order["number"] for order in listed["orders"]] == [o.number for o in reversed(orders)]
    assert listed["next_page"] is None


def test_a_list_is_divided_into_pages(call: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    from santai.channels.partners.routes import orders as routes

    monkeypatch.setattr(routes, "PAGE", 2)
    made = [_made(call).number for _ in range(5)]
    pages = [call("GET", f"/orders?page={page}").json() for page in (1, 2, 3, 4)]
    assert [page["next_page"] for page in pages] == [2, 3, None, None]
    found = [order["number"] for page in pages for order in page["orders"]]
    assert found == list(reversed(made))


def test_changes_since_a_moment_are_listed_in_their_order(call: Caller, world: w.World) -> None:
    from datetime import timedelta

    first, second, third = (_made(call) for _ in range(3))
    later = third.received_at + timedelta(hours=1)
    w.take(world.staff("window-clerk"), second, "ask_back", at=later, question="在哪里？")
    w.take(
        world.staff("window-clerk"),
        first,
        "ask_back",
        at=later + timedelta(hours=1),
        question="在哪里？",
    )
    listed = call("GET", f"/orders?updated_since={later.isoformat().replace('+', '%2B')}").json()
    assert [order["number"] for order in listed["orders"]] == [second.number, first.number]


@pytest.mark.parametrize(
    "query",
    ["page=0", "page=-1", "page=x", "page=99999999999999999999", "updated_since=x",
     "updated_since=0001-01-01T00:00:00%2B14:00", "updated_since=2026-03-01T00:00:00",
     "page=1%00", "updated_since=9999-12-31T23:59:59-12:00"],
)  # fmt: skip
def test_a_senseless_page_is_refused(call: Caller, query: str) -> None:
    assert call("GET", f"/orders?{query}").status_code == 422


def test_a_list_asks_the_database_as_often_for_three_as_for_one(
    call: Caller, django_assert_max_num_queries: Any
) -> None:
    for _ in range(3):
        _made(call)
        with django_assert_max_num_queries(3):
            call("GET", "/orders")


# --- acting


def test_an_action_is_taken_and_its_event_named(call: Caller) -> None:
    order = _made(call)
    response = call(
        "POST", f"/orders/{order.number}/actions/note", {"facts": {"text": "已电话告知"}}
    )
    assert (response.status_code, response.json()["seq"]) == (200, 2)
    assert response.headers["ETag"] == '"2"'
    assert order.events.get(seq=2).data["facts"]["text"] == "已电话告知"


def test_an_action_repeated_with_its_key_is_taken_once(call: Caller) -> None:
    order = _made(call)
    path, body = f"/orders/{order.number}/actions/note", {"facts": {"text": "已电话告知"}}
    answers = [call("POST", path, body, Idempotency_Key="note-1") for _ in range(2)]
    assert [a.headers.get("Idempotent-Replayed") for a in answers] == [None, "true"]
    assert [a.json()["seq"] for a in answers] == [2, 2]
    assert order.events.count() == 2


def test_an_action_on_an_order_that_has_changed_is_refused(call: Caller) -> None:
    """Abuse case 10: an old form replayed."""
    order = _made(call)
    path = f"/orders/{order.number}/actions/note"
    seen = call("GET", f"/orders/{order.number}").headers["ETag"]
    assert call("POST", path, {"facts": {"text": "一"}}, If_Match=seen).status_code == 200
    stale = call("POST", path, {"facts": {"text": "二"}}, If_Match=seen)
    assert (stale.status_code, stale.json()["code"]) == (412, "stale")
    assert order.events.count() == 2


@pytest.mark.parametrize("etag", ["*", "1", 'W/"1"', '"1"'])
def test_an_etag_may_be_written_in_every_usual_way(call: Caller, etag: str) -> None:
    order = _made(call)
    path = f"/orders/{order.number}/actions/note"
    assert call("POST", path, {"facts": {"text": "一"}}, If_Match=etag).status_code == 200


def test_an_etag_that_is_none_is_refused(call: Caller) -> None:
    order = _made(call)
    path = f"/orders/{order.number}/actions/note"
    response = call("POST", path, {"facts": {"text": "一"}}, If_Match='"abc"')
    assert (response.status_code, list(response.json()["fields"])) == (422, ["If-Match"])


def test_what_cannot_be_done_now_says_what_can(call: Caller) -> None:
    order = _made(call)
    response = call("POST", f"/orders/{order.number}/actions/archive", {})
    assert (response.status_code, response.json()["code"]) == (409, "not_now")
    assert "答复" in response.json()["allowed"]


def test_what_is_not_the_partners_to_do_is_forbidden(call: Caller) -> None:
    order = _made(call)
    response = call("POST", f"/orders/{order.number}/actions/answer", {"facts": {"answer": "可以"}})
    assert (response.status_code, response.json()["code"]) == (403, "forbidden")
    assert order.events.count() == 1


def test_facts_that_do_not_fit_are_named(call: Caller) -> None:
    order = _made(call)
    response = call("POST", f"/orders/{order.number}/actions/note", {"facts": {"x": 1}})
    assert response.status_code == 422
    assert set(response.json()["fields"]) >= {"text", "x"}


# --- files


def test_a_file_is_added_and_comes_back_as_it_was(call: Caller) -> None:
    order = _made(call)
    response = call(
        "POST",
        f"/orders/{order.number}/files",
        raw=_multipart(),
        Content_Type="multipart/form-data; boundary=x",
    )
    assert response.status_code == 201, response.content.decode()
    back = call("GET", f"/orders/{order.number}/files/{response.json()['id']}")
    assert b"".join(back.streaming_content) == TEXT.encode()  # type: ignore[attr-defined]
    assert back.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("raw", "kind", "status"),
    [
        (b"{}", "application/json", 415),
        (b"nonsense", "multipart/form-data; boundary=x", 422),
        (b"nonsense", "multipart/form-data", 400),
        (b"--x\r\n", "multipart/form-data; boundary=" + "b" * 300, 400),
        (
            b'--x\r\nContent-Disposition: form-data; name="file"\r\n\r\nno file\r\n--x--\r\n',
            "multipart/form-data; boundary=x",
            422,
        ),
    ],
)
def test_an_upload_that_is_none_is_refused(
    call: Caller, raw: bytes, kind: str, status: int
) -> None:
    order = _made(call)
    response = call("POST", f"/orders/{order.number}/files", raw=raw, Content_Type=kind)
    assert response.status_code == status, response.content.decode()
    assert response.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("material", ["nothing", "a\0b", "x" * 500, "' OR 1=1"])
def test_a_material_the_order_does_not_ask_for_is_refused(call: Caller, material: str) -> None:
    order = _made(call)
    response = call(
        "POST",
        f"/orders/{order.number}/files",
        raw=_multipart(material),
        Content_Type="multipart/form-data; boundary=x",
    )
    assert (response.status_code, list(response.json()["fields"])) == (422, ["material"])


TEXT = "欠条：今欠张三丰工资两万四千元。\n"


def _multipart(material: str = "") -> bytes:
    head = 'Content-Disposition: form-data; name="file"; filename="欠条.txt"'
    parts = [f"{head}\r\nContent-Type: text/plain\r\n\r\n{TEXT}"]
    if material:
        parts.append(f'Content-Disposition: form-data; name="material"\r\n\r\n{material}')
    return ("".join(f"--x\r\n{part}\r\n" for part in parts) + "--x--\r\n").encode()


def test_the_body_of_a_refusal_is_a_problem_document(call: Caller) -> None:
    response = call.submit(consult(region="4104"))
    assert response.headers["Content-Type"] == "application/problem+json"
    assert json.loads(response.content) == {
        "type": "urn:santai:problem:invalid",
        "title": "有几处需要改一下",
        "status": 422,
        "code": "invalid",
        "detail": "有几处需要改一下。",
        "fields": {"region": "格式不对。"},
    }
