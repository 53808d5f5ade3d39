"""The library: as often imported as one likes, versions with their days, and what a new one touches."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from santai.capabilities.clocks.models import Clock
from santai.capabilities.knowledge import queries
from santai.capabilities.knowledge.actions import looked_at
from santai.capabilities.knowledge.enums import Change, PartKind, Standing
from santai.capabilities.knowledge.models import Article, Flag, Law, LawPart, LawVersion, Touch
from santai.capabilities.knowledge.queries.citing import citations_of, cites
from santai.capabilities.orders.models import Order
from santai.catalogue.current import catalogue
from santai.kernel.citation import Citation
from santai.kernel.errors import Forbidden, Missing
from tests.capabilities.knowledge import library, texts
from tests.world import CITY, NOW, TODAY, YE, World, ask_for_aid

if TYPE_CHECKING:
    from pytest_django import Settings

LAW = "灯塔看守法"


def version(law: str = LAW, since: date | None = None) -> LawVersion:
    rows = LawVersion.objects.filter(law__short=law)
    return rows.get(since=since) if since else rows.latest("since")


@pytest.fixture
def two(db: None, tmp_path: Path) -> LawVersion:
    """The law of lighthouse keepers and its later wording; the later one."""
    library.imported(tmp_path, library.WAGES)
    library.imported(tmp_path, library.LATER)
    return version()


@pytest.fixture
def aid_changed(world: World, tmp_path: Path) -> LawVersion:
    """The legal aid law in two wordings, the second of next year."""
    library.aid(tmp_path, since=2027)
    return version("法律援助法")


@pytest.mark.django_db
def test_an_import_can_be_repeated_and_doubles_nothing(tmp_path: Path) -> None:
    place = library.folder(tmp_path, law=library.WAGES)
    first, again = library.brought_in(place), library.brought_in(place)
    assert (first.new, first.articles) == (["《中华人民共和国灯塔看守法》（2020-01-01 版）"], 5)
    assert (again.new, again.same, again.articles, again.changed) == ([], 1, 0, False)
    assert Article.objects.count() == 5


@pytest.mark.django_db
def test_where_texts_are_from_is_said_once_and_kept(tmp_path: Path) -> None:
    """LEARN-03: by the name of the file, or by who imports; another import without a word leaves it."""
    place = library.folder(tmp_path / "a", law=library.WAGES)
    library.brought_in(place)
    assert version().source == "law.md"
    assert library.brought_in(place, source="国家法律法规数据库").same == 1
    assert version().source == "国家法律法规数据库"
    library.brought_in(place)
    assert version().source == "国家法律法规数据库"


@pytest.mark.django_db
def test_annexes_are_kept_with_their_version_and_corrected_with_it(tmp_path: Path) -> None:
    """What was imported before annexes were kept gets them by importing the same file again; articles stay."""
    with_annex = f"{library.WAGES}\n## 附件\n\n清单。\n"
    plain, annexed = library.folder(tmp_path / "a", law=library.WAGES), tmp_path / "b"
    library.brought_in(plain)
    done = library.brought_in(library.folder(annexed, law=with_annex))
    again = library.brought_in(annexed)

    assert (len(done.corrected), again.same, Article.objects.count()) == (1, 1, 5)
    assert [(part.kind, part.number, part.text) for part in version().parts.all()] == [
        (PartKind.ANNEX, 1, "清单。")
    ]
    library.brought_in(plain)
    assert LawPart.objects.count() == 0


@pytest.mark.django_db
def test_another_text_for_the_same_day_is_a_correction(tmp_path: Path) -> None:
    library.imported(tmp_path, library.WAGES)
    place = library.folder(tmp_path / "b", law=library.WAGES.replace("点两次灯", "点三次灯"))
    done = library.brought_in(place)
    assert (done.corrected, done.versions) == (
        ["《中华人民共和国灯塔看守法》（2020-01-01 版）"],
        [],
    )
    article = queries.article_of_version(version(), 3, 1)
    assert article is not None
    assert article.text == "交接时点三次灯。"


def test_a_new_version_ends_the_one_before(two: LawVersion) -> None:
    law = queries.law_named("《中华人民共和国灯塔看守法》")
    assert law is not None
    old = queries.version_on(law, date(2025, 12, 31))
    assert old is not None
    assert (old.until, queries.version_on(law, date(2026, 1, 1))) == (date(2025, 12, 31), two)
    on = date(2026, 6, 1)
    assert [queries.standing(one, on) for one in (old, two)] == [
        Standing.CHANGED,
        Standing.IN_FORCE,
    ]
    assert queries.standing(two, date(2025, 6, 1)) == Standing.COMING


@pytest.mark.django_db
def test_what_the_last_article_repeals_is_repealed(tmp_path: Path) -> None:
    library.imported(tmp_path, library.WAGES)
    library.imported(
        tmp_path,
        "# 海岸法\n\n2024年1月1日通过\n\n**第一条**　守护海岸。\n\n"
        "**第二条**　本法自2024年6月1日起施行。《中华人民共和国灯塔看守法》同时废止。",
        "coast",
    )
    old = version()
    assert (old.until, old.repealed_on) == (date(2024, 5, 31), date(2024, 6, 1))
    assert queries.standing(old, TODAY) == Standing.REPEALED


def test_differences_name_what_was_changed_added_and_renumbered(two: LawVersion) -> None:
    """KB-16."""
    earlier = queries.before(two)
    assert earlier is not None
    found = queries.differences(*(list(one.articles.all()) for one in (earlier, two)))
    assert [
        (one.change, one.before and str(one.before), one.after and str(one.after)) for one in found
    ] == [
        (Change.CHANGED, f"{LAW}@2020-01-01 3", f"{LAW}@2026-01-01 3"),
        (Change.RENUMBERED, f"{LAW}@2020-01-01 3之1", f"{LAW}@2026-01-01 4"),
        (Change.CHANGED, f"{LAW}@2020-01-01 4", f"{LAW}@2026-01-01 5"),
    ]
    assert found[0].words == [
        ("same", "拖欠看守人劳动报酬的，加付"),
        ("gone", "一倍"),
        ("new", "两倍"),
        ("same", "。"),
    ]


def test_an_article_that_went_and_one_that_came_are_told_apart() -> None:
    old = [
        Article(number=1, text="看守人每月领取劳动报酬。"),
        Article(number=2, text="海鸥归海鸥。"),
    ]
    new = [
        Article(number=1, text="看守人每月领取劳动报酬。"),
        Article(number=2, text="码头要点名。"),
    ]
    assert [one.change for one in queries.differences(old, new)] == [Change.ADDED, Change.REMOVED]
    assert queries.differences(old, old) == []


# --- what cites what


def test_a_service_is_found_from_the_article_it_cites(world: World) -> None:
    found = queries.citing("法律援助法", 43, 0, on=TODAY)
    assert "legal-aid/civil" in [one.what for one in found]
    assert "legal-aid/civil" not in [
        one.what for one in queries.citing("法律援助法", 5, 0, on=TODAY)
    ]


def test_every_citation_of_a_service_is_gathered_each_once(world: World) -> None:
    service = catalogue().service("legal-aid/civil", "", TODAY)
    found = citations_of(service)
    assert set(service.basis) <= set(found)
    assert len(found) == len(set(found))


def test_a_range_cites_what_lies_in_it(world: World) -> None:
    cited = Citation.parse("法律援助法 41-44")
    assert [cites(cited, number, 0) for number in (40, 41, 44, 45)] == [
        False,
        True,
        True,
        False,
    ]


def test_a_new_version_touches_the_services_that_cite_what_it_changed(
    aid_changed: LawVersion,
) -> None:
    """KB-16: 43 was reworded, 44 became another; 42 stayed and touches nobody who cites it alone."""
    touched = Touch.objects.filter(version=aid_changed, what="legal-aid/civil")
    how = {Citation.parse(one.citation).article: one.why for one in touched}
    assert {article: how.get(article) for article in (42, 43, 44)} == {
        42: None,
        43: "changed",
        44: "removed",
    }


def test_answers_that_cite_a_changed_article_are_touched_and_flagged(
    world: World, tmp_path: Path
) -> None:
    answer = texts.approved(world, citations=("民法典 675", "民法典 188"))
    text = (
        "# 中华人民共和国民法典\n\n2020年5月28日通过\n\n**第一百八十八条**　三年。\n\n"
        "**第一百八十九条**　本法自{}年1月1日起施行。"
    )
    library.imported(tmp_path, text.format(2021), "a")
    library.imported(tmp_path, text.format(2027).replace("三年。", "五年五年。"), "b")
    [touch] = Touch.objects.filter(kind="answer")
    assert (touch.what, touch.citation, touch.why) == ("loan", "民法典 188", "changed")
    assert [(flag.version, flag.citation) for flag in Flag.objects.all()] == [
        (answer, "民法典 188")
    ]


def test_an_order_born_before_keeps_the_law_of_its_day(world: World, tmp_path: Path) -> None:
    """A new wording in the library changes neither the version of an order nor a limit in it."""
    born = ask_for_aid().order
    before = (born.version, _limits(born))
    library.aid(tmp_path, since=2026)
    assert Touch.objects.filter(what=born.service).exists()
    order = Order.objects.get(pk=born.pk)
    assert (order.version, _limits(order)) == before
    assert len(before[1]) == 1


def _limits(order: Order) -> list[object]:
    return list(Clock.objects.filter(subject=f"orders/{order.pk}").values_list("due_on", "due_at"))


# --- who looks


def test_who_keeps_the_knowledge_base_marks_what_they_looked_at(
    world: World, aid_changed: LawVersion
) -> None:
    actor, touch = world.staff(*texts.WRITER), Touch.objects.all()[0]
    looked_at(touch.pk, actor=actor, at=NOW)
    touch.refresh_from_db()
    assert (touch.seen_by_id, touch.seen_at) == (actor.account_id, NOW)
    with pytest.raises(Missing):
        looked_at(touch.pk, actor=actor, at=NOW)


def test_the_outsider_marks_nothing(world: World, aid_changed: LawVersion) -> None:
    touch = Touch.objects.all()[0]
    with pytest.raises(Missing):
        looked_at(touch.pk, actor=world.staff("visitor", YE), at=NOW)
    with pytest.raises(Forbidden):
        looked_at(touch.pk, actor=world.staff("bureau-chief", CITY), at=NOW)
    assert Touch.objects.exclude(seen_at=None).count() == 0


# --- what is only for measuring


@pytest.mark.django_db
def test_what_is_only_for_measuring_advises_nobody(tmp_path: Path, settings: Settings) -> None:
    settings.DATA = tmp_path / "data"
    path = library.lines(
        tmp_path, library.record("灯塔看守法", "第一条", "旧的", name="灯塔看守法第一条")
    )
    library.brought_in(path, measuring=True, index=True)
    assert Law.objects.filter(measuring=True).count() == 1
    assert (queries.law_named("灯塔看守法"), queries.has_laws()) == (None, False)
    assert queries.search("旧的看守法", on=TODAY).found.get("article") is None
    assert [(piece.key, piece.name) for piece in queries.pieces()] == [("灯塔看守法第一条",) * 2]
    assert list(queries.pieces(measuring=False)) == []


def test_pieces_tell_versions_of_one_article_apart(two: LawVersion) -> None:
    keys = [piece.key for piece in queries.pieces()]
    assert len(keys) == len(set(keys)) == 10
    assert keys[0] == "灯塔看守法@2020-01-01 1"
