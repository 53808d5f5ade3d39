"""Documents are numbered without gaps, frozen, hashed, checked on every read and never changed."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from django.db import connection, transaction
from pytest_django import DjangoAssertNumQueries

from santai.capabilities.documents import actions
from santai.capabilities.documents.actions import DocumentError, make, typesetting, void
from santai.capabilities.documents.actions.receipts import Paper, make_receipt
from santai.capabilities.documents.models import Document
from santai.capabilities.documents.queries import (
    DocumentDamaged,
    blobs,
    documents_of,
    issued,
    pdf_of,
    verify,
    verify_all,
)
from santai.capabilities.places.models import Organisation
from santai.kernel.errors import Conflict
from tests.capabilities.documents.office import AT, FACTS, SUBJECT, an_agency, spec
from tests.capabilities.documents.paper import text_of

pytestmark = pytest.mark.django_db
LATER = AT.replace(year=2036)


def give(agency: Organisation, subject: str = SUBJECT, **more: str) -> Document:
    return make(spec(**more), subject, agency, FACTS, at=AT)


def rolled_back(agency: Organisation) -> None:
    with transaction.atomic():
        give(agency)
        transaction.set_rollback(True)


def test_a_document_is_kept_with_all_it_says(agency: Organisation) -> None:
    document = give(agency)
    document.refresh_from_db()
    text = text_of(pdf_of(document))

    assert (document.number, document.serial, document.year) == ("平援决字〔2026〕第1号", 1, 2026)
    assert (document.key, document.title, document.at) == ("grant", "给予法律援助决定书", AT)
    assert document.file_name == "给予法律援助决定书 平援决字〔2026〕第1号.pdf"
    assert document.size == len(pdf_of(document))
    assert "张建国：您于2026年11月18日提出的申请，我们已经收到。" in text
    assert document.facts["paragraphs"] == ["您于2026年11月18日提出的申请，我们已经收到。"]


def test_a_document_can_be_made_again_from_its_frozen_facts(agency: Organisation) -> None:
    document = give(agency)
    document.refresh_from_db()

    assert typesetting.render(document.facts) == pdf_of(document)


def test_a_document_takes_few_statements(
    agency: Organisation, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    give(agency)
    with django_assert_num_queries(4):  # savepoint, number, row, release
        give(agency)


def test_numbers_run_by_organisation_series_and_year(agency: Organisation) -> None:
    other = an_agency("平舆援助中心", "平")  # another county with the same short name
    made = [
        give(agency),
        give(agency, key="refusal"),  # shares the pattern, so it shares the numbers
        give(agency, number="平函〔{year}〕{serial}号"),
        give(other),
        make(spec(), SUBJECT, agency, FACTS, at=AT.replace(year=2027)),
        give(agency),
    ]

    assert [document.number for document in made] == [
        "平援决字〔2026〕第1号",
        "平援决字〔2026〕第2号",
        "平函〔2026〕1号",
        "平援决字〔2026〕第1号",
        "平援决字〔2027〕第1号",
        "平援决字〔2026〕第3号",
    ]


def test_a_document_that_fails_takes_no_number(agency: Organisation, files_root: Path) -> None:
    with pytest.raises(DocumentError, match=r"“facts\.missing”"):
        make(spec("{facts.missing}"), SUBJECT, agency, FACTS, at=AT)
    rolled_back(agency)

    assert give(agency).serial == 1


@pytest.mark.django_db(transaction=True)
def test_numbers_taken_at_once_have_no_gap_and_no_double(agency: Organisation) -> None:
    barrier, numbers = threading.Barrier(6), []

    def contend(number: int) -> None:
        barrier.wait()
        try:
            with transaction.atomic():
                numbers.append(give(agency, f"orders/{number}").serial)
                if number % 3 == 0:
                    numbers.pop()
                    raise ZeroDivisionError
        except ZeroDivisionError:
            pass
        finally:
            connection.close()

    threads = [threading.Thread(target=contend, args=(n,)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(Document.objects.values_list("serial", flat=True)) == [1, 2, 3, 4]


@pytest.mark.parametrize("number", ["平援〔{year}〕号", "{serial}-{serial}", ""])
def test_a_number_needs_one_serial(agency: Organisation, number: str) -> None:
    with pytest.raises(DocumentError, match="serial"):
        give(agency, number=number)


def test_an_organisation_of_the_demo_marks_its_documents(agency: Organisation) -> None:
    shown = an_agency("演示中心", "演", demo=True)
    made = [give(agency), give(shown), make(spec(), SUBJECT, agency, FACTS, at=AT, demo=True)]

    assert [document.facts["demo"] for document in made] == [False, True, True]
    assert make(spec(), SUBJECT, shown, FACTS, at=AT, demo=False).facts["demo"] is False


# --- checking ---------------------------------------------------------------------------------


def damage(document: Document) -> None:
    path = blobs().path(document.sha256)
    path.chmod(0o600)
    path.write_bytes(pdf_of(document)[:-1])


def test_an_altered_pdf_is_found_and_never_served(agency: Organisation) -> None:
    good, altered, gone = give(agency), give(agency), give(agency)
    damage(altered)
    blobs().remove(gone.sha256)

    assert [verify(document) for document in (good, altered, gone)] == [True, False, False]
    assert [(fault.document, fault.what) for fault in verify_all()] == [
        (altered, "damaged"),
        (gone, "missing"),
    ]
    with pytest.raises(DocumentDamaged, match="已停止提供"):
        pdf_of(altered)


def test_whoever_holds_the_paper_can_look_it_up(agency: Organisation) -> None:
    other = an_agency("平舆援助中心", "平")
    mine, same_number = give(agency), give(other)
    shown = f" {mine.code[:5].lower()}-{mine.code[5:]} "

    assert mine.number == same_number.number
    assert issued(mine.number, shown) == mine
    assert issued(same_number.number, same_number.code) == same_number
    assert issued(mine.number, "") is None
    assert issued(mine.number, "22222-22222") is None
    assert issued("平援决字〔2026〕第9号", mine.code) is None


def test_documents_of_a_subject_are_its_own_and_in_order(agency: Organisation) -> None:
    mine = [give(agency), give(agency)]
    give(agency, "orders/11")

    assert list(documents_of(SUBJECT)) == mine


def test_a_void_document_stays_with_its_reason(agency: Organisation) -> None:
    document = give(agency)
    with pytest.raises(DocumentError, match="请写明"):
        void(document, " \u200b", at=AT)
    void(document, "当事人姓名\n写错", at=LATER)
    document.refresh_from_db()

    assert (document.voided_at, document.voided_reason) == (LATER, "当事人姓名 写错")
    assert (verify(document), give(agency).serial) == (True, 2)
    with pytest.raises(Conflict, match="已经作废"):
        void(document, "再来", at=LATER)


def test_a_failed_transaction_leaves_a_pdf_that_the_sweep_removes(
    agency: Organisation, files_root: Path
) -> None:
    kept = give(agency)
    rolled_back(agency)
    before = len([path for path in files_root.rglob("*") if path.is_file()])

    assert (before, actions.sweep(AT.replace(year=2020)), actions.sweep(LATER)) == (2, 0, 1)
    assert verify(kept) is True


def test_papers_that_change_hands_are_listed_for_both_to_sign(agency: Organisation) -> None:
    receipt = make_receipt(
        SUBJECT,
        agency,
        [Paper("身份证"), Paper("工资欠条", original=True, copies=2, note="有折痕")],
        order={"number": "264 8392 0715", "title": "劳动报酬"},
        giver="叶县公共法律服务中心",
        receiver="平援中心",
        at=AT,
    )
    text = text_of(pdf_of(receipt))

    assert receipt.number == "平交接〔2026〕第1号"
    assert "1身份证复印件12工资欠条原件2有折痕" in text
    assert "移交人：叶县公共法律服务中心签名：日期：接收人：平援中心签名：日期：" in text
