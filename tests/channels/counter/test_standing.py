"""代办登记: papers are looked at where people come in person (USER-06, ENT-08)."""

from __future__ import annotations

from typing import Any

import pytest

from santai.capabilities.people.actions import account_of_phone
from santai.capabilities.people.models import Account, Party, Representation
from tests.factories.pages import Visitor, signed_in
from tests.world import YE, World

CHILD = "110101201503070018"  # born in 2015
ADULT = "110101199003070775"
GIVEN = {
    "step": "begin",
    "kind": "citizen",
    "name": "老人家",
    "id_number": ADULT,
    "representative_name": "女儿",
    "representative_phone": "13800000021",
    "relation": "child",
    "scope": "act",
    "papers": "双方身份证、户口簿",
    "seen": "yes",
}
COMPANY = {
    **GIVEN,
    "kind": "enterprise",
    "name": "叶县某某公司",
    "id_number": "91350100M000100Y43",
    "relation": "contact",
    "papers": "营业执照、授权书",
}


@pytest.fixture
def clerk(world: World) -> Visitor:
    return signed_in(world.accounts[("window-clerk", YE)])


def held() -> Representation:
    return Representation.objects.get()


def test_a_daughter_stands_for_somebody_without_a_telephone(clerk: Visitor) -> None:
    clerk.send("/counter/standing/", GIVEN)
    row = held()
    assert (row.represented, row.representative.name) == ("老人家", "女儿")
    assert (row.proof, row.papers, row.until) == ("counter", "双方身份证、户口簿", None)
    assert row.given_by.username.startswith("staff")
    daughter = signed_in(account_of_phone(phone="13800000021", name="女儿"))
    daughter.read(f"/me/family/{row.pk}/")
    begin = {"for": str(row.pk), "region": YE}
    daughter.send("/services/legal-aid/civil/begin/", begin)
    page = daughter.read("/services/legal-aid/civil/ask/applicant/")
    assert page.fields["applicant.id_number"] == [ADULT]


def test_a_guardian_stands_for_a_child_until_it_is_of_age(clerk: Visitor) -> None:
    clerk.send("/counter/standing/", {**GIVEN, "id_number": CHILD, "relation": "guardian"})
    until = held().until
    assert until is not None
    assert until.astimezone().date().isoformat()[:7] in {"2033-03"}


def test_a_company_has_its_first_contact(clerk: Visitor) -> None:
    clerk.send("/counter/standing/", COMPANY)
    assert held().of_body
    contact = signed_in(account_of_phone(phone="13800000021", name="女儿"))
    assert "叶县某某公司" in contact.read("/enterprise/").text


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"seen": ""}, "核对双方的证件"),
        ({"papers": ""}, "哪些证件"),
        ({"relation": "contact"}, "相符的关系"),
        ({"id_number": CHILD}, "只能由监护人"),
        ({"id_number": ""}, "证件号码"),
        ({"id_number": "110101199003070776"}, "身份证"),
        ({"representative_phone": "0375-1234567"}, "手机号"),
        ({"representative_name": ""}, "姓名"),
        ({"scope": ""}, "能做什么"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_registered(
    clerk: Visitor, changes: dict[str, str], said: str
) -> None:
    assert said in clerk.send("/counter/standing/", {**GIVEN, **changes}, status=422)
    assert clerk.page.fields["name"] == ["老人家"]
    assert (Representation.objects.count(), Party.objects.count()) == (0, 0)
    assert Account.objects.filter(kind="citizen").count() == 0


def test_what_is_registered_is_found_by_a_number_and_ended(clerk: Visitor) -> None:
    clerk.send("/counter/standing/", GIVEN)
    assert "女儿" in clerk.send("/counter/standing/", {"step": "find", "q": ADULT}, status=200)
    clerk.send("/counter/standing/end/", {"q": ADULT, "representation": str(held().pk)})
    found = clerk.send("/counter/standing/", {"step": "find", "q": ADULT}, status=200)
    assert "没有登记过" in found
    assert held().ended_by == held().given_by


def test_a_clerk_ends_only_what_was_found(clerk: Visitor) -> None:
    clerk.send("/counter/standing/", GIVEN)
    given: dict[str, Any] = {"q": "13800000099", "representation": str(held().pk)}
    assert clerk.post("/counter/standing/end/", given).status_code == 404


def test_and_the_outsider_registers_nothing(world: World) -> None:
    auditor = signed_in(world.accounts[("auditor", "410000000000")])
    assert auditor.post("/counter/standing/", GIVEN).status_code == 403
    citizen = signed_in(account_of_phone(phone="13800000021", name="女儿"))
    assert citizen.post("/counter/standing/", GIVEN).status_code == 302
    assert Representation.objects.count() == 0
