"""Coming back with number and code: progress, answering, files, papers; and nobody else."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from santai.capabilities.orders.actions import code_of, renew_code
from santai.capabilities.orders.models import Order
from santai.capabilities.people.access import SYSTEM
from santai.pages.qr import square
from tests.factories.pages import Visitor, stop_the_clock
from tests.world import NOW, World, ask_for_aid, take

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c636000000000050001a5f645400000000049454e44ae426082"
)


@pytest.fixture
def order(world: World) -> Order:
    return ask_for_aid().order


@pytest.fixture
def applicant(visitor: Visitor, order: Order) -> Visitor:
    """The standing 申请人, who has opened their matter."""
    assert visitor.send("/track/", {"number": order.number, "code": code_of(order)}) == at(order)
    return visitor


def at(order: Order, *more: str) -> str:
    return "/".join(("/matters", order.number, *more, ""))


def test_number_and_code_open_the_matter(applicant: Visitor, order: Order) -> None:
    page = applicant.read(at(order))
    assert "审查中" in page.text
    assert "作出决定的期限：3 月 9 日（周一）前" in page.text
    assert "叶县legal-aid-agency" in page.text
    assert [link for link in page.links if link == at(order, "message")]


def test_number_and_code_are_read_as_people_write_them(visitor: Visitor, order: Order) -> None:
    number = f" {order.number[:3]} {order.number[3:7]}-{order.number[7:]} "
    visitor.send("/track/", {"number": number, "code": f" {code_of(order).lower()} "})


@pytest.mark.parametrize(
    ("number", "code"), [("", ""), ("26000000000", "AAAAAAAAAA"), ("x" * 400, "é\x00")]
)
def test_wrong_is_wrong_in_the_same_words(
    visitor: Visitor, order: Order, number: str, code: str
) -> None:
    wrong = visitor.send("/track/", {"number": number, "code": code}, status=422)
    right_number = visitor.send("/track/", {"number": order.number, "code": "BAD"}, status=422)
    assert wrong.replace(number, "") == right_number.replace(order.number, "")
    assert "工单号或查询码不对" in wrong


def test_and_the_outsider_is_asked_for_the_code_whatever_the_number(order: Order) -> None:
    stranger = Visitor()
    real, made_up = stranger.get(at(order)), stranger.get("/matters/26000000000/")
    assert real.headers["Location"] == f"/track/?number={order.number}"
    assert made_up.headers["Location"] == "/track/?number=26000000000"


@pytest.mark.parametrize("rest", ["receipt", "message", "withdraw", "files/1", "documents/1"])
def test_and_the_outsider_finds_nothing_below_it(order: Order, rest: str) -> None:
    stranger = Visitor()
    real, made_up = stranger.get(at(order, rest)), stranger.get(f"/matters/26000000000/{rest}/")
    assert (real.status_code, made_up.status_code) == (404, 404)
    assert real.content == made_up.content


def test_one_code_opens_one_matter(applicant: Visitor, world: World) -> None:
    other = ask_for_aid(applicant={"name": "别人", "phone": "13800000009"}).order
    assert applicant.get(at(other)).status_code == 302


def test_a_replaced_code_opens_nothing_any_more(applicant: Visitor, order: Order) -> None:
    renew_code(actor=SYSTEM, number=order.number, at=NOW)
    assert applicant.get(at(order)).status_code == 302


def test_leaving_closes_everything_on_this_device(applicant: Visitor, order: Order) -> None:
    assert applicant.send("/leave/") == "/"
    assert applicant.get(at(order)).status_code == 302


def test_opening_gives_the_session_a_new_key(visitor: Visitor, order: Order) -> None:
    visitor.send("/track/", {"number": order.number, "code": code_of(order)})
    before = visitor.cookies["sessionid"].value
    visitor.send("/track/", {"number": order.number, "code": code_of(order)})
    assert visitor.cookies["sessionid"].value != before


def test_a_message_is_sent_and_stands_in_the_timeline(applicant: Visitor, order: Order) -> None:
    form = applicant.read(at(order, "message")).fields
    applicant.send(at(order, "message"), {**form, "text": "请问到哪一步了？"})
    assert "请问到哪一步了？" in applicant.read(at(order)).text


def test_a_message_pressed_twice_is_sent_once(applicant: Visitor, order: Order) -> None:
    form = {**applicant.read(at(order, "message")).fields, "text": "在吗？"}
    applicant.send(at(order, "message"), form)
    applicant.send(at(order, "message"), form)
    assert order.events.filter(code="message").count() == 1


def test_an_empty_message_is_asked_for_again(applicant: Visitor, order: Order) -> None:
    assert "请填写留言内容。" in applicant.send(at(order, "message"), {"text": " "}, status=422)


def test_what_is_missing_is_supplied_where_the_page_says_so(
    applicant: Visitor, order: Order, world: World
) -> None:
    asked = {"missing": "工资条", "reply_by": "2026-03-12"}
    take(world.staff("aid-clerk"), order, "ask_for_more", **asked)
    page = applicant.read(at(order))
    assert "您" in page.text
    assert "工资条" in page.text
    applicant.send(at(order, "supply"), {"note": "拍照传上来了"})
    order.refresh_from_db()
    assert order.state == "submitted"


def test_what_is_not_the_applicants_to_do_is_refused(applicant: Visitor, order: Order) -> None:
    assert applicant.get(at(order, "grant")).status_code == 403
    assert "不由您的岗位办理" in applicant.page.text
    assert applicant.get(at(order, "nonsense")).status_code == 409


def test_the_applicant_reads_no_internal_notes(
    applicant: Visitor, order: Order, world: World
) -> None:
    take(world.staff("aid-clerk"), order, "note", text="内部：疑似重复申请")
    assert "疑似重复申请" not in applicant.read(at(order)).source


def test_a_photo_is_taken_for_a_material_and_comes_back(applicant: Visitor, order: Order) -> None:
    sent = {"material": "case_papers", "files": SimpleUploadedFile("欠条.png", PNG)}
    applicant.send(at(order, "files"), sent)
    page = applicant.read(at(order))
    assert "欠条.png" in page.text
    assert order.materials.get(key="case_papers").state == "uploaded"
    link = next(link for link in page.links if link.startswith(at(order, "files")))
    response = applicant.get(link)
    assert b"".join(response.streaming_content) == PNG
    assert response.headers["Content-Type"] == "image/png"
    assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_a_file_that_is_not_taken_says_why_and_the_others_stay(
    applicant: Visitor, order: Order
) -> None:
    page = b"<html><script>1</script></html>"
    files = [SimpleUploadedFile("好.png", PNG), SimpleUploadedFile("坏.html", page)]
    text = applicant.send(at(order, "files"), {"files": files}, status=422)
    assert "“坏.html”没有收下" in text
    assert "好.png" in applicant.read(at(order)).text


def test_no_file_chosen_is_said(applicant: Visitor, order: Order) -> None:
    assert "还没有选择文件" in applicant.send(at(order, "files"), status=422)


def test_a_file_of_another_matter_is_not_there(applicant: Visitor, order: Order) -> None:
    assert applicant.get(at(order, "files/999")).status_code == 404
    assert applicant.get(at(order, "documents/999")).status_code == 404


def test_a_decision_can_be_downloaded(applicant: Visitor, order: Order, world: World) -> None:
    take(world.staff("aid-approver"), order, "grant")
    link = next(x for x in applicant.read(at(order)).links if "/documents/" in x)
    response = applicant.get(link)
    assert response.headers["Content-Type"] == "application/pdf"
    assert response.content.startswith(b"%PDF")


def test_the_matter_page_costs_the_same_whatever_happened(
    applicant: Visitor, order: Order, django_assert_num_queries: object
) -> None:
    for _ in range(3):
        applicant.send(at(order, "message"), {"text": "在吗？"})
    with django_assert_num_queries(9):  # type: ignore[operator]
        applicant.read(at(order))


def test_the_receipt_has_a_square_that_leads_here_without_the_code(
    applicant: Visitor, order: Order
) -> None:
    """WEB-28: the address of this very host with the number; the query code is never in it."""
    source = applicant.read(at(order, "receipt")).source
    assert square(f"http://testserver/track/?number={order.number}") in source
    assert applicant.read("/track/", number=order.number).fields["number"] == [order.number]


def wrong_code(visitor: Visitor, order: Order, address: str = "10.0.0.1") -> None:
    typed = {"number": order.number, "code": "wrong"}
    assert visitor.post("/track/", typed, REMOTE_ADDR=address).status_code in {422, 429}


def right_code(visitor: Visitor, order: Order, address: str = "10.0.0.1") -> int:
    typed = {"number": order.number, "code": code_of(order)}
    return visitor.post("/track/", typed, REMOTE_ADDR=address).status_code


def test_five_wrong_codes_from_one_place_close_the_door_there_for_a_quarter_of_an_hour(
    order: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Abuse case 19."""
    guesser = Visitor()
    for _ in range(5):
        wrong_code(guesser, order)
    assert right_code(Visitor(), order) == 429
    stop_the_clock(monkeypatch, NOW + timedelta(minutes=15, seconds=1))
    assert right_code(Visitor(), order) == 302


def test_and_nobody_keeps_the_applicant_out_by_guessing_from_elsewhere(order: Order) -> None:
    guesser = Visitor()
    for _ in range(20):
        wrong_code(guesser, order, "10.6.6.6")
    assert right_code(Visitor(), order) == 302


def test_the_right_code_forgets_the_wrong_ones(order: Order) -> None:
    """Once mistyped on each of ten visits is not five times in a row."""
    for _ in range(3):
        for _ in range(4):
            wrong_code(Visitor(), order)
        assert right_code(Visitor(), order) == 302


def test_wrong_codes_for_other_orders_from_a_shared_address_shut_nobody_out(order: Order) -> None:
    """A hall and a proxy are one address for many people."""
    guesser = Visitor()
    for number in range(40):
        typed = {"number": f"{26000000000 + number}", "code": "wrong"}
        guesser.post("/track/", typed, REMOTE_ADDR="10.0.0.1")
    assert right_code(Visitor(), order) == 302
