"""Documents signed by both sides and the staff: by a code, in front of a clerk, in one's own name."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO
from typing import Any

import pytest

from santai.capabilities.documents.models import Document, Signature
from santai.capabilities.documents.queries import pdf_of, signed_pdf_of, verify_all
from santai.capabilities.files.models import StoredFile
from santai.capabilities.orders.actions import (
    Mark,
    answer_correction,
    ask_correction,
    asked_of_side,
    phone_to_sign,
    sign_as_staff,
    sign_at_counter,
    sign_with_code,
    signing,
    to_be_signed,
)
from santai.capabilities.orders.actions.signers import Signer
from santai.capabilities.orders.models import Order
from santai.capabilities.orders.queries import chain_is_whole, papers_of
from santai.capabilities.people.access import Actor
from santai.capabilities.people.actions import digits_of, make_code
from santai.capabilities.people.enums import CodeFor
from santai.kernel.errors import Conflict, Forbidden, Invalid, Missing, NotNow
from tests import world as w
from tests.capabilities.orders.steps import codes, everything, fresh, last
from tests.capabilities.orders.test_sides import THEM, both, clerk

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("trial")]

ARCHIVED = {"stage": "closed", "evaluated_at": w.NOW}
OURS = str(w.APPLICANT["phone"])


def drawing() -> bytes:
    """A grey square of eight by eight, as a pad would send it."""
    rows = zlib.compress(b"".join(b"\0" + bytes([90] * 8) for _ in range(8)))
    parts = (
        (b"IHDR", struct.pack(">IIBBBBB", 8, 8, 8, 0, 0, 0, 0)),
        (b"IDAT", rows),
        (b"IEND", b""),
    )
    chunks = (
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in parts
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def written_up(world: w.World) -> tuple[Order, Order, Document]:
    main, side = both(world)
    main = w.take(clerk(world), main, "write_up", said="双方同意分三期。")
    return main, fresh(side), Document.objects.get(subject=main.subject, key="record")


def by_code(order: Order, paper: Document, phone: str, **changes: Any) -> Signature:
    code = make_code(phone=phone, purpose=CodeFor.SIGN, at=w.NOW)
    given: dict[str, Any] = {
        "actor": w.holder(order),
        "number": order.number,
        "document": paper.pk,
        "mark": Mark("某人", drawing()),
        "code": code.pk,
        "typed": digits_of(code.pk),
        "at": w.NOW,
    }
    return sign_with_code(**{**given, **changes})


def in_person(
    world: w.World,
    main: Order,
    paper: Document,
    party: int,
    actor: Actor | None = None,
    **more: Any,
) -> Signature:
    given: dict[str, Any] = {"mark": Mark("某人"), "papers": "身份证原件", "at": w.NOW, **more}
    return sign_at_counter(
        actor=actor or clerk(world), number=main.number, document=paper.pk, party=party, **given
    )


def as_staff(world: w.World, main: Order, paper: Document) -> Signature:
    mark = Mark("调解员丙")
    return sign_as_staff(
        actor=clerk(world), number=main.number, document=paper.pk, mark=mark, at=w.NOW
    )


def test_each_side_signs_from_its_own_order_what_is_written_in_the_main_one(
    world: w.World,
) -> None:
    main, side, paper = written_up(world)
    assert asked_of_side(main) == asked_of_side(side) == [paper]
    assert paper in papers_of(side)

    ours, theirs = by_code(main, paper, OURS), by_code(side, paper, THEM["phone"])

    assert (ours.place, ours.party_id) == ("applicant", main.applicant_id)
    assert (theirs.place, theirs.party_id) == ("opposite", side.applicant_id)
    assert {ours.sha256, theirs.sha256} == {paper.sha256}
    assert (theirs.how, theirs.proof, theirs.channel) == ("code", "138****0002", "portal")
    assert asked_of_side(fresh(main)) == asked_of_side(fresh(side)) == []
    assert codes(side)[-1] == "signed"
    told = last(main)
    assert (told.code, told.role, told.data["signed_by"]) == (
        "signed",
        "opposite",
        "对方当事人 某人",
    )
    assert told.data["documents"][0]["sha256"] == paper.sha256
    assert chain_is_whole(fresh(main))


def test_what_waits_for_signatures_waits_and_says_for_whom(world: w.World) -> None:
    main, _side, paper = written_up(world)
    by_code(main, paper, OURS)
    before = everything()

    with pytest.raises(NotNow) as refusal:
        w.take(clerk(world), fresh(main), "close")
    assert refusal.value.message == "《调解笔录》还没有签完：对方当事人 对方乙、办理单位。"
    assert everything() == before


def test_nothing_is_closed_on_a_paper_that_is_not_there(world: w.World) -> None:
    main, _side = both(world)
    with pytest.raises(NotNow) as refusal:
        w.take(clerk(world), main, "close")
    assert refusal.value.message == "还没有出具《调解笔录》。"


def test_with_the_last_signature_the_copy_is_made_and_the_matter_goes_on(world: w.World) -> None:
    main, side, paper = written_up(world)
    issued = pdf_of(paper)
    as_staff(world, main, paper)
    by_code(main, paper, OURS)
    assert Document.objects.get(pk=paper.pk).signed_sha256 == ""
    by_code(side, paper, THEM["phone"])

    paper = Document.objects.get(pk=paper.pk)
    copy = signed_pdf_of(paper)
    assert pdf_of(paper) == issued != copy
    assert pages_of(copy) == pages_of(issued) + 1
    assert list(verify_all()) == []
    assert (fresh(main).state, fresh(main).outcome) == ("completed", "recorded")
    assert codes(main)[-3:] == ["signed", "signed_by_all", "close"]
    assert codes(side)[-3:] == ["signed", "signed_by_all", "main_acted"]
    assert fresh(side).outcome == "main_ended"
    assert chain_is_whole(fresh(main))
    assert chain_is_whole(fresh(side))


def pages_of(pdf: bytes) -> int:
    from pyhanko.pdf_utils.reader import PdfFileReader

    return int(PdfFileReader(BytesIO(pdf)).root["/Pages"]["/Count"])


def test_a_side_that_comes_to_the_counter_signs_there(world: w.World) -> None:
    main, side, paper = written_up(world)
    made = in_person(world, main, paper, side.applicant_id)

    assert (made.place, made.how, made.proof) == ("opposite", "papers", "身份证原件")
    assert asked_of_side(fresh(side)) == []


def test_the_hand_is_kept_apart_from_the_files_of_the_matter(world: w.World) -> None:
    main, side, paper = written_up(world)
    by_code(side, paper, THEM["phone"])

    kept = StoredFile.objects.get(subject=f"{main.subject}/signatures")
    assert kept.pk == Signature.objects.get().picture
    assert not StoredFile.objects.filter(subject__in=(main.subject, side.subject)).exists()


def test_nobody_signs_twice(world: w.World) -> None:
    main, _side, paper = written_up(world)
    by_code(main, paper, OURS)
    with pytest.raises(Conflict):
        in_person(world, main, paper, main.applicant_id)
    assert Signature.objects.count() == 1


def test_the_code_is_that_of_the_telephone_told_for_this_order(world: w.World) -> None:
    """What was sent to the applicant signs for nobody else, nor what was sent to sign in."""
    _main, side, paper = written_up(world)
    other = make_code(phone="13800000077", purpose=CodeFor.SIGN, at=w.NOW)
    sign_in = make_code(phone=THEM["phone"], purpose=CodeFor.SIGN_IN, at=w.NOW)
    for code in (other, sign_in):
        with pytest.raises(Invalid) as refusal:
            by_code(side, paper, "13800000078", code=code.pk, typed=digits_of(code.pk))
        assert list(refusal.value.fields) == ["code"]
        Document.objects.get(pk=paper.pk)
        clear_phones()
    assert Signature.objects.count() == 0


def clear_phones() -> None:
    from santai.capabilities.people.models import PhoneCode

    PhoneCode.objects.filter(phone="13800000078").delete()


def test_a_signature_has_a_name(world: w.World) -> None:
    main, _side, paper = written_up(world)
    with pytest.raises(Invalid) as refusal:
        in_person(world, main, paper, main.applicant_id, mark=Mark(" "))
    assert list(refusal.value.fields) == ["name"]
    with pytest.raises(Invalid) as refusal:
        in_person(world, main, paper, main.applicant_id, papers=" ")
    assert list(refusal.value.fields) == ["papers"]


def test_the_outsider_signs_nothing(world: w.World) -> None:
    main, side, paper = written_up(world)
    before = everything()
    with pytest.raises(Missing):
        in_person(world, main, paper, main.applicant_id, world.staff("window-clerk", w.LUSHAN))
    with pytest.raises(Forbidden):  # sees it, and takes no signatures
        in_person(world, main, paper, main.applicant_id, world.staff("bureau-chief"))
    with pytest.raises(Missing):
        in_person(world, main, paper, 999_999)
    with pytest.raises(Forbidden):
        sign_as_staff(
            actor=world.staff("bureau-chief"),
            number=main.number,
            document=paper.pk,
            mark=Mark("官"),
            at=w.NOW,
        )
    with pytest.raises(Missing):  # a paper of another order
        in_person(world, both_again(world), paper, side.applicant_id)
    assert {**everything(), **CHANGED} == {**before, **CHANGED}


CHANGED = dict.fromkeys(
    (
        *("orders_order", "orders_event", "orders_orderparty", "orders_outbox", "clocks_clock"),
        *("ledger_leaf", "reading_reading"),
    ),
    "",
)


def both_again(world: w.World) -> Order:
    from tests.capabilities.orders.test_sides import talks

    return talks()


def test_a_new_edition_is_signed_anew(world: w.World) -> None:
    main, side, paper = written_up(world)
    by_code(main, paper, OURS)
    w.take(clerk(world), fresh(main), "write_up", said="改为四期。")
    newer = Document.objects.filter(key="record").latest("pk")

    assert asked_of_side(fresh(main)) == asked_of_side(fresh(side)) == [newer]
    with pytest.raises(NotNow):
        in_person(world, main, paper, side.applicant_id)


def test_a_matter_nobody_signs_asks_nobody(world: w.World, order: Order) -> None:
    assert to_be_signed(order) == []


def test_a_telephone_that_is_not_theirs_any_more_signs_nothing(world: w.World) -> None:
    main, side, paper = written_up(world)
    side.parties.filter(role="applicant").update(disowned_at=w.NOW)

    assert phone_to_sign(side) == ""
    with pytest.raises(Invalid):
        by_code(side, paper, THEM["phone"])
    assert by_code(main, paper, OURS).place == "applicant"


def test_nothing_is_signed_in_a_matter_that_is_only_kept(world: w.World) -> None:
    main, side, paper = written_up(world)
    Order.objects.filter(pk=main.pk).update(restricted_at=w.NOW)

    assert asked_of_side(fresh(side)) == []
    with pytest.raises(Forbidden):
        by_code(side, paper, THEM["phone"])
    assert not Signature.objects.exists()


def test_a_number_that_was_put_right_signs_again(world: w.World) -> None:
    main, _side, paper = written_up(world)
    main.parties.filter(role="applicant").update(disowned_at=w.NOW)
    right = {"number": main.number, "at": w.NOW}
    ask_correction(actor=w.holder(main), which="phone", now="13800000077", **right)
    assert phone_to_sign(main) == ""

    answer_correction(actor=clerk(world), accept=True, reply="已经改过来了", **right)

    assert phone_to_sign(main) == "13800000077"
    assert by_code(main, paper, "13800000077").place == "applicant"


@pytest.mark.parametrize("over", [{"outcome": "withdrawn"}, ARCHIVED])
def test_nothing_is_signed_in_a_matter_that_was_taken_back_or_archived(
    world: w.World, over: dict[str, Any]
) -> None:
    main, side, paper = written_up(world)
    Order.objects.filter(pk=main.pk).update(**over)

    assert asked_of_side(fresh(main)) == asked_of_side(fresh(side)) == []
    for order, phone in ((main, OURS), (side, THEM["phone"])):
        with pytest.raises(NotNow):
            by_code(order, paper, phone)
    with pytest.raises(NotNow):
        in_person(world, main, paper, main.applicant_id)
    with pytest.raises(NotNow):
        as_staff(world, main, paper)
    assert not Signature.objects.exists()


def test_one_person_signs_in_one_place_of_a_paper(
    world: w.World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two names are asked of the office so that two people have read it."""
    main, _side, paper = written_up(world)
    real = signing.signers_of
    second = Signer("window-clerk", None, "", None)
    monkeypatch.setattr(signing, "signers_of", lambda *given: [*real(*given), second])
    as_staff(world, main, paper)

    with pytest.raises(NotNow):
        as_staff(world, main, paper)
    assert list(Signature.objects.values_list("place", flat=True)) == ["handler"]
