"""The catalogue as staff read it."""

from __future__ import annotations

from santai.catalogue.current import catalogue
from santai.catalogue.diagram import shown
from tests.factories.pages import signed_in
from tests.world import TODAY, YE, World


def test_every_service_has_a_page_with_its_states_and_versions(world: World) -> None:
    officer = signed_in(world.accounts[("bureau-officer", YE)])
    links = officer.read("/desk/catalogue/").links
    for service in catalogue().services(YE, TODAY):
        assert f"/desk/catalogue/{service.id}/" in links
        page = officer.read(f"/desk/catalogue/{service.id}/")
        assert 'class="states"' in page.source
        assert service.version in page.text
        for state in shown(service).values():
            assert state.title.zh in page.text


def test_the_page_can_be_read_for_another_region(world: World) -> None:
    officer = signed_in(world.accounts[("bureau-officer", YE)])
    page = officer.read("/desk/catalogue/legal-aid/civil/", region="")
    assert page.fields["region"] == []
    assert officer.get("/desk/catalogue/no/such/").status_code == 404


def test_staff_read_who_does_what_with_which_paper_by_which_law(world: World) -> None:
    """CAT-15: the guide tells people the way; this is the other side of it."""
    page = signed_in(world.accounts[("bureau-officer", YE)]).read(
        "/desk/catalogue/legal-aid/civil/"
    )
    assert "怎样办理" in page.text
    assert "法律援助审批人员" in page.text
    assert "给予法律援助决定书" in page.text
