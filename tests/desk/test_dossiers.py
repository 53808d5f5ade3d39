"""One matter, one dossier (NOT-26, AID-26): bound once it is done, numbered, proven, and for the office alone."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile
from zlib import compress, crc32

import pytest
from pyhanko.pdf_utils.reader import PdfFileReader

import santai_verify as verify
from santai.capabilities.documents.models import Document
from santai.capabilities.documents.queries import documents_of, pdf_of
from santai.capabilities.files.queries import files_of
from santai.capabilities.ledger.actions import fsck, sequencer
from santai.capabilities.ledger.actions.keys import make_keys
from santai.capabilities.ledger.models import Leaf
from santai.capabilities.orders.actions import add_file, certify_waiting
from santai.capabilities.orders.actions.dossiers import bind
from santai.capabilities.orders.actions.evidence import preserve
from santai.capabilities.orders.actions.keeping import erase, restrict
from santai.capabilities.orders.models import Order
from santai.capabilities.orders.queries import dossiers_of, service_of, view
from santai.capabilities.reading.models import Reading
from santai.capabilities.trail.models import Entry
from santai.catalogue.schema import Part
from santai.desk.dossier import bind_now, zipped
from santai.desk.dossier.parts import sequence
from santai.kernel.errors import Conflict, Forbidden, Missing, NotNow
from tests.capabilities.orders import steps
from tests.factories.pages import Visitor, signed_in
from tests.world import CITY, LUSHAN, NOW, YE, World, ask_for_aid, holder, take


def _chunk(kind: bytes, data: bytes) -> bytes:
    return len(data).to_bytes(4, "big") + kind + data + crc32(kind + data).to_bytes(4, "big")


PNG = b"\x89PNG\r\n\x1a\n" + b"".join(  # one grey pixel
    _chunk(kind, data)
    for kind, data in (
        (b"IHDR", bytes.fromhex("00000001000000010800000000")),
        (b"IDAT", compress(b"\x00\x80")),
        (b"IEND", b""),
    )
)
NOTE = "工资欠条".encode()


@pytest.fixture
def order(world: World) -> Order:
    """An application that was refused, with a picture and a text beside it."""
    order = ask_for_aid().order
    for name, content in (("照片.png", PNG), ("欠条.txt", NOTE)):
        add_file(actor=holder(order), number=order.number, name=name, content=content, at=NOW)
    return steps.refused(world, steps.fresh(order))


@pytest.fixture
def dossier(world: World, order: Order) -> Document:
    return bind_now(world.staff("aid-clerk"), order.number, at=NOW)


@pytest.fixture
def clerk(world: World) -> Visitor:
    return signed_in(world.accounts[("aid-clerk", YE)])


def at(order: Order, *more: object) -> str:
    return "/".join(("/desk/orders", order.number, "dossier", *map(str, more)))


def pages(pdf: bytes) -> int:
    return int(PdfFileReader(BytesIO(pdf)).root["/Pages"]["/Count"])


def test_it_has_cover_catalogue_every_part_and_a_closing_page(
    order: Order, dossier: Document
) -> None:
    found = [(one["title"], one["pages"]) for one in dossier.facts["pieces"]]
    assert found == [
        ("申请登记", 0),
        ("材料清单", 0),
        ("不予法律援助决定书", 1),
        ("照片.png", 1),
        ("欠条.txt", 0),
        ("办理经过", 0),
        ("时限记录", 0),
        ("存证记录", 0),
    ]
    assert pages(pdf_of(dossier)) >= len(found) + 3
    assert dict(dossier.facts["cover"])["工单编号"].replace(" ", "") == order.number


def test_what_cannot_be_set_is_listed_with_its_digest(dossier: Document) -> None:
    (note,) = (one for one in dossier.facts["pieces"] if one["title"] == "欠条.txt")
    assert note["sha256"] == hashlib.sha256(NOTE).hexdigest()
    assert note["note"] == "这种文件不能排进案卷，只列目录，原件另存"


def test_a_pdf_that_is_damaged_is_listed_and_one_that_is_sound_is_set(world: World) -> None:
    order = ask_for_aid().order
    order = steps.refused(world, order)
    sound = pdf_of(documents_of(order.subject).get())
    for name, content in (("好的.pdf", sound), ("坏的.pdf", _broken(sound))):
        add_file(actor=holder(order), number=order.number, name=name, content=content, at=NOW)
    made = bind_now(world.staff("aid-clerk"), order.number, at=NOW)
    found = {one["title"]: (one["pages"], one["note"]) for one in made.facts["pieces"]}
    assert found["好的.pdf"] == (1, "")
    assert found["坏的.pdf"] == (0, "文件打不开，排不进案卷，只列目录，原件另存")


def _broken(pdf: bytes) -> bytes:
    """Begins and ends like one, and its cross references lead nowhere."""
    return pdf[:1200] + b"\0" * 400 + b"\nstartxref\n99999\n%%EOF\n"


def test_it_is_numbered_in_the_year_and_bound_once_while_nothing_happens(
    world: World, order: Order, dossier: Document
) -> None:
    assert dossier.number == "叶卷〔2026〕第1号"
    again = bind_now(world.staff("aid-approver"), order.number, at=NOW + timedelta(hours=1))
    assert again == dossier
    take(holder(order), steps.fresh(order), "rate", score="满意")
    later = bind_now(world.staff("aid-clerk"), order.number, at=NOW + timedelta(hours=2))
    assert (later.number, dossiers_of(order).count()) == ("叶卷〔2026〕第2号", 2)
    assert "评价和回访" in [one["title"] for one in later.facts["pieces"]]


def test_its_digest_is_in_the_record_and_in_the_ledger(order: Order, dossier: Document) -> None:
    event = steps.last(order)
    assert (event.code, event.role, event.public) == ("bound", "handler", False)
    assert event.data["sha256"] == hashlib.sha256(pdf_of(dossier)).hexdigest() == dossier.sha256
    kinds = Leaf.objects.filter(owner=order.pk, seq=event.seq).order_by("kind")
    assert list(kinds.values_list("kind", flat=True)) == ["event", "evidence"]


@pytest.fixture
def key(settings, tmp_path: Path) -> verify.Key:
    settings.KEYS_ROOT, settings.TSA = tmp_path, ""
    return verify.read_key(str(make_keys()))


def test_the_second_program_checks_the_dossier_without_us(
    key: verify.Key, order: Order, dossier: Document, tmp_path: Path
) -> None:
    assert sequencer.seal(at=NOW)
    assert list(fsck.everything()) == []
    with zipped(order, dossier) as file, ZipFile(file) as made:
        made.extractall(tmp_path / "zip")
    folder = tmp_path / "zip"
    pdf, proof = (folder / name for name in ("dossier.pdf", "proof.json"))
    content, _head = verify.evidence(proof.read_bytes(), pdf.read_bytes(), key)
    assert (content["order"], content["how"]) == (order.number, "bound")
    pdf.write_bytes(pdf.read_bytes() + b"\n")
    with pytest.raises(verify.No):
        verify.evidence(proof.read_bytes(), pdf.read_bytes(), key)
    receipt, _head = verify.receipt((folder / "receipts/0001.json").read_bytes(), key)
    assert receipt["code"] == "submitted"


def test_no_certificate_is_owed_for_a_dossier(
    world: World, key: verify.Key, order: Order, dossier: Document
) -> None:
    """What waits for certificates is what was fixed as evidence, and that still gets one."""
    assert sequencer.seal(at=NOW)
    assert certify_waiting(at=NOW) == 0
    clerk = world.staff("aid-clerk")
    file = files_of(order.subject).order_by("pk")[0].pk
    preserve(actor=clerk, number=order.number, file=file, how="given", at=NOW)
    assert sequencer.seal(at=NOW + timedelta(minutes=1))
    assert certify_waiting(at=NOW + timedelta(minutes=1)) == 1


def test_the_package_has_every_original_and_the_sum_of_each(
    order: Order, dossier: Document
) -> None:
    with zipped(order, dossier) as file, ZipFile(file) as made:
        held = {name: made.read(name) for name in made.namelist()}
    number = documents_of(order.subject).get().number
    assert set(held) == {
        "dossier.pdf",
        f"documents/01 不予法律援助决定书 {number}.pdf",
        "files/01 照片.png",
        "files/02 欠条.txt",
        "SHA256SUMS",
        "README.txt",
    }
    assert held["files/02 欠条.txt"] == NOTE
    for line in held.pop("SHA256SUMS").decode().splitlines():
        digest, _, name = line.partition("  ")
        assert hashlib.sha256(held[name]).hexdigest() == digest


def test_what_happens_while_it_is_being_set_stops_it(world: World, order: Order) -> None:
    clerk = world.staff("aid-clerk")
    with pytest.raises(Conflict):
        bind(
            actor=clerk,
            number=order.number,
            seen=steps.fresh(order).seq - 1,
            data={},
            typeset=lambda _: b"",
            at=NOW,
        )
    assert dossiers_of(order).count() == 0


def test_whoever_presses_twice_gets_the_one_that_was_bound(
    world: World, order: Order, dossier: Document
) -> None:
    again = bind(
        actor=world.staff("aid-clerk"),
        number=order.number,
        seen=steps.fresh(order).seq - 1,
        data={},
        typeset=lambda _: b"",
        at=NOW,
    )
    assert again == dossier


def test_an_open_matter_is_not_bound(world: World, clerk: Visitor) -> None:
    order = ask_for_aid().order
    with pytest.raises(NotNow):
        bind_now(world.staff("aid-clerk"), order.number, at=NOW)
    assert clerk.get(at(order, "")).status_code == 409
    assert at(order, "") not in clerk.read(f"/desk/orders/{order.number}/").links


def test_nothing_of_it_stays_when_the_matter_is_erased(
    world: World, key: verify.Key, order: Order, dossier: Document
) -> None:
    """And the ledger still stands: the digests of the dossier stay, as those of evidence do (PIPL 47)."""
    restrict(order.pk, until=None, asked=True, at=NOW)
    erase(order.pk, asked=True, at=NOW)
    assert Document.objects.filter(subject__startswith=order.subject).count() == 0
    assert set(order.events.get(code="bound").data) == {"sha256", "sm3", "size", "how"}
    assert sequencer.seal(at=NOW)
    assert list(fsck.everything()) == []


# --- at the desk ----------------------------------------------------------------------------------


def test_the_clerk_binds_it_and_takes_it_away_and_both_are_written_down(
    clerk: Visitor, order: Order
) -> None:
    assert at(order, "") in clerk.read(f"/desk/orders/{order.number}/").links
    clerk.send(at(order, ""))
    dossier = dossiers_of(order).get()
    links = clerk.read(at(order, "")).links
    for name in ("dossier.pdf", "dossier.zip", "proof.json"):
        assert at(order, dossier.pk, name) in links
    before = Reading.objects.filter(order=order.pk, what="paper", whole=True).count()
    answer = clerk.get(at(order, dossier.pk, "dossier.pdf"))
    assert answer.content == pdf_of(dossier)
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert Reading.objects.filter(order=order.pk, what="paper", whole=True).count() == before + 1
    noted = Entry.objects.filter(kind="exported").order_by("pk").last()
    assert noted is not None
    assert noted.about == f"案卷 {dossier.number}"
    package = b"".join(clerk.get(at(order, dossier.pk, "dossier.zip")).streaming_content)
    assert ZipFile(BytesIO(package)).testzip() is None


@pytest.mark.parametrize(
    ("role", "region", "status"),
    [
        ("window-clerk", YE, 403),  # sees it whole, and did not handle it
        ("aid-clerk", LUSHAN, 404),
        ("system-admin", CITY, 404),
        ("bureau-chief", YE, 403),
    ],
)
def test_and_the_outsider_gets_nothing(
    world: World, order: Order, dossier: Document, role: str, region: str, status: int
) -> None:
    outsider = signed_in(world.accounts[(role, region)])
    for rest in (("",), (dossier.pk, "dossier.pdf"), (dossier.pk, "dossier.zip")):
        assert outsider.get(at(order, *rest)).status_code == status
    with pytest.raises(Forbidden if status == 403 else Missing):
        bind_now(world.staff(role, region), order.number, at=NOW)


def test_a_dossier_of_another_matter_is_missing(
    clerk: Visitor, order: Order, dossier: Document
) -> None:
    other = documents_of(order.subject).get()
    assert clerk.get(at(order, other.pk, "dossier.pdf")).status_code == 404
    assert clerk.get(f"/desk/orders/{order.number}/documents/{dossier.pk}/").status_code == 404


def test_the_applicant_is_shown_neither_the_dossier_nor_the_binding(
    order: Order, dossier: Document
) -> None:
    seen = view(holder(order), steps.fresh(order), at=NOW)
    assert "bound" not in [moment.code for moment in seen.timeline]
    assert dossier not in list(seen.documents)


def test_parts_a_service_does_not_name_follow_those_it_names(order: Order) -> None:
    service = replace(service_of(order), dossier=())
    assert sequence(service) == list(Part)
    named = replace(service, dossier=("refusal_decision", "record"))
    assert sequence(named)[:3] == ["refusal_decision", "record", "application"]
    assert sorted(sequence(named)[1:]) == sorted(Part)
