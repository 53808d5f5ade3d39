"""When an article changes, who cites it has to look (KB-16)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from santai.capabilities.knowledge import access
from santai.capabilities.knowledge.actions import check_citations, flag, seen
from santai.capabilities.knowledge.enums import Why
from santai.capabilities.knowledge.models import Flag
from santai.catalogue.current import catalogue
from santai.kernel.errors import Missing
from tests.capabilities.knowledge import texts
from tests.world import CITY, LUSHAN, NOW, TODAY, World


def flagged() -> list[tuple[str, str]]:
    return list(Flag.objects.order_by("pk").values_list("citation", "why"))


def test_only_what_cites_the_changed_article_is_flagged_and_once(world: World) -> None:
    texts.approved(world)
    texts.approved(world, key="other", citations=("民法典 667-680",))
    texts.published(world)
    assert flag("民法典", [(675, 0)], Why.CHANGED, at=NOW) == 2
    assert flagged() == [("民法典 675", "changed"), ("民法典 667-680", "changed")]
    assert flag("民法典", [(675, 0)], Why.CHANGED, at=NOW) == 0
    assert flag("劳动争议调解仲裁法", None, Why.REPEALED, at=NOW) == 1
    assert flagged()[-1] == ("劳动争议调解仲裁法 7", "repealed")


def test_an_inserted_article_is_another_one(world: World) -> None:
    texts.approved(world, citations=("刑法 276之1",))
    assert flag("刑法", [(276, 0)], Why.CHANGED, at=NOW) == 0
    assert flag("刑法", [(276, 1)], Why.CHANGED, at=NOW) == 1


def test_drafts_are_not_flagged(world: World) -> None:
    texts.drafted(world)
    assert flag("民法典", None, Why.CHANGED, at=NOW) == 0


def test_what_the_catalogue_lost_is_found_every_night(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The law has fewer articles now, as after a revision."""
    texts.approved(world)
    assert check_citations(on=TODAY, at=NOW) == 0
    laws = dict(catalogue().laws)
    code = laws["民法典"]
    laws["民法典"] = replace(code, versions=dict.fromkeys(code.versions, 600))
    monkeypatch.setattr(catalogue(), "laws", laws)
    assert check_citations(on=TODAY, at=NOW) == 1
    assert flagged() == [("民法典 675", "missing")]


def test_and_the_outsider_marks_nothing_as_seen(world: World) -> None:
    texts.approved(world)
    flag("民法典", None, Why.CHANGED, at=NOW)
    first = Flag.objects.order_by("pk")[0]
    for who in (("window-clerk", LUSHAN), ("system-admin", CITY), ("bureau-chief", CITY)):
        with pytest.raises(Missing):
            seen(first.pk, actor=world.staff(*who), at=NOW)
    keeper = world.staff(*texts.WRITER)
    assert access.flags_for(keeper).count() == 2
    seen(first.pk, actor=keeper, at=NOW)
    assert access.flags_for(keeper).count() == 1
    with pytest.raises(Missing):
        seen(first.pk, actor=keeper, at=NOW)


def test_an_article_can_change_twice_and_what_is_missing_is_said_once(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts.approved(world, citations=("民法典 675",))
    keeper = world.staff(*texts.WRITER)
    assert flag("民法典", [(675, 0)], Why.CHANGED, at=NOW) == 1
    seen(Flag.objects.get().pk, actor=keeper, at=NOW)
    assert flag("民法典", [(675, 0)], Why.CHANGED, at=NOW) == 1
    laws = dict(catalogue().laws)
    laws["民法典"] = replace(laws["民法典"], versions={TODAY: 600})
    monkeypatch.setattr(catalogue(), "laws", laws)
    assert check_citations(on=TODAY, at=NOW) == 1
    seen(Flag.objects.get(why="missing").pk, actor=keeper, at=NOW)
    assert check_citations(on=TODAY, at=NOW) == 0
