"""People whose numbers nobody else has, and every door through which they tell them."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from santai.capabilities.orders.models import Order
from santai.capabilities.people.actions import digits
from santai.capabilities.people.models import Account, PhoneCode
from santai.channels.portal.models import Draft
from santai.channels.village.parts import held, hold_whole
from tests.factories.partners import key_of, make_partner
from tests.factories.people import identity_number
from tests.reliability.pii.places import Browser
from tests.world import CITY, NOW, YE, World

AID = "/services/legal-aid/civil"
SHEET = "%PDF-1.4\n%{}\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF"


@dataclass(frozen=True, slots=True)
class Marked:
    """Somebody with a number of their own. The other telephone is that of whoever stands opposite."""

    serial: int

    @property
    def name(self) -> str:
        return f"赵{chr(0x4E00 + self.serial % 5000)}"

    @property
    def number(self) -> str:
        return identity_number(date(1950, 1, 1) + timedelta(days=self.serial), "410499")

    @property
    def phone(self) -> str:
        return f"1479{self.serial:07}"

    @property
    def other(self) -> str:
        return f"1489{self.serial:07}"

    @property
    def story(self) -> str:
        return f"我叫{self.name}，身份证{self.number}，电话{self.phone}，老板的电话是{self.other}。"

    @property
    def wanted(self) -> tuple[bytes, ...]:
        return tuple(text.encode() for text in (self.number, self.phone, self.other))


class Town:
    """The small world with a browser at each door; `addresses` collects all that any of them saw."""

    def __init__(self, world: World) -> None:
        self.addresses: list[str] = []
        self._key = key_of(make_partner(world.office("12345", CITY)))
        self.accounts: Mapping[Any, Account] = world.accounts

    def browser(self, role: str = "", region: str = YE) -> Browser:
        one = Browser(self.addresses)
        if role:
            one.force_login(self.accounts[(role, region)])
        return one

    # --- doors

    def partners(self, who: Marked) -> None:
        body = {
            "service": "consultation/legal",
            "region": YE,
            "applicant": {"name": who.name, "phone": who.phone, "id_number": who.number},
            "answers": {"question": who.story},
        }
        headers = {"Authorization": f"Bearer {self._key}", "Idempotency-Key": f"k{who.serial}"}
        sent = self.browser().post(
            "/api/v1/orders", json.dumps(body), content_type="application/json", headers=headers
        )
        assert sent.status_code == 201, sent.content

    def counter(self, who: Marked) -> None:
        typed = {
            "key": f"c{who.serial}",
            "service": "legal-aid/civil",
            "region": YE,
            "answers.matter": "劳动报酬",
            "answers.facts": who.story,
            "applicant.name": who.name,
            "applicant.phone": who.phone,
            "applicant.id_number": who.number,
            "applicant.address": f"东街 {who.phone} 号",
            "opposite.name": "老板",
            "opposite.phone": who.other,
            "step": "submit",
        }
        clerk = self.browser("window-clerk")
        clerk.post("/counter/intake/", {"q": who.phone, "step": "find"})
        sent = clerk.post("/counter/intake/", typed)
        assert sent.status_code == 302, sent.content.decode()

    def hotline(self, who: Marked) -> None:
        typed = {
            "key": f"h{who.serial}",
            "q": who.phone,
            "service": "consultation/legal",
            "region": YE,
            "answers.question": who.story,
            "applicant.name": who.name,
            "applicant.phone": who.phone,
            "step": "submit",
        }
        sent = self.browser("hotline-agent", CITY).post("/hotline/", typed)
        assert sent.status_code == 302, sent.content.decode()

    def portal(self, who: Marked) -> None:
        """To the last page but one: what was typed stays a draft, and one answer is wrong."""
        me = self.browser()
        me.post(f"{AID}/begin/", {"region": YE})
        me.post(f"{AID}/ask/answers-facts/", {"answers.facts": who.story, "step": "next"})
        person = {"applicant.name": who.name, "applicant.phone": who.phone}
        me.post(f"{AID}/ask/applicant/", {**person, "applicant.id_number": who.number})
        me.post(f"{AID}/ask/applicant/", {**person, "applicant.id_number": who.number[:-1] + "A"})
        assert who.phone in str(Draft.objects.latest("pk").typed)

    def telephone(self, who: Marked) -> None:
        """Signing in by a text message, and looking at one's own pages."""
        me = self.browser()
        me.post("/me/sign-in/", {"name": who.name, "phone": who.phone})
        sent = me.post("/me/code/", {"code": digits(PhoneCode.objects.latest("pk"))})
        assert sent.status_code == 302, sent.content.decode()
        assert me.get("/me/").status_code == 200

    def every(self) -> Mapping[str, Callable[[Marked], None]]:
        return {
            "partners": self.partners,
            "counter": self.counter,
            "hotline": self.hotline,
            "portal": self.portal,
            "telephone": self.telephone,
            "village": self.village,
        }

    def village(self, who: Marked) -> None:
        """A photograph of somebody's papers whose entry does not come: the adviser is out of reach again."""
        adviser = next(iter(self.accounts.values()))
        photo = hold_whole(adviser.pk, "现场.jpg", who.story.encode(), at=NOW)
        assert held(adviser.pk, photo.sha256) == [0]

    # --- what is done with it

    def work(self, who: Marked) -> None:
        """The newest matter is looked at, looked for, uncovered, written to, refused and broken."""
        order = Order.objects.latest("pk")
        desk = self.browser("aid-clerk")
        here = f"/desk/orders/{order.number}/"
        pages = [here, "/desk/", f"/desk/orders/{order.number[:-1]}0/", f"{here}note/"]
        for path in pages:
            desk.get(path)
        for field in ("phone", "id_number"):
            asked = {"party": order.applicant_id, "field": field, "reason": "联系本人"}
            desk.post(f"{here}uncover/", asked)
        desk.post(f"{here}note/", {"text": f"{who.phone} 打不通，改打 {who.other}"})
        desk.post(f"{here}nowhere/", {"text": who.story})
        paper = SimpleUploadedFile(f"{who.name}{who.number}.pdf", SHEET.format(who.story).encode())
        desk.post(f"{here}files/", {"files": [paper]})
        for searched in (who.phone, who.number, who.name):
            self.browser("window-clerk").post("/desk/search/", {"q": searched})
        self.browser("bureau-chief").get(here)
        self.browser("aid-clerk", "410423000000").get(here)
