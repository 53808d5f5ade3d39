"""The picture of a service's states: complete, readable, nothing on top of anything, said in words too."""

from __future__ import annotations

from itertools import combinations
from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from santai.catalogue import Catalogue
from santai.catalogue.diagram import mermaid, shown, svg
from santai.catalogue.layout import Drawing, Place, draw
from santai.catalogue.schema import Service

SVG = "{http://www.w3.org/2000/svg}"


def test_the_picture_says_in_words_what_it_shows(service: Service) -> None:
    root = ElementTree.fromstring(svg(service))
    title, description = root.find(f"{SVG}title"), root.find(f"{SVG}desc")

    assert title is not None
    assert description is not None
    assert title.text == "灯笼许可：办理流程"
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == f"{title.get('id')} {description.get('id')}"
    assert (description.text or "").startswith("“审查中”经请补材料到“等您补材料”；")


def test_states_and_moves_of_the_file_are_shown_and_no_others(service: Service) -> None:
    texts = list(ElementTree.fromstring(svg(service)).iter(f"{SVG}text"))
    titles = [text.text for text in texts if text.get("font-weight") == "600"]

    assert list(shown(service)) == [
        "submitted",
        "waiting",
        "granted",
        "refused",
        "withdrawn",
        "hanging",
        "checking",
        "completed",
    ]
    assert titles == [state.title.zh for state in shown(service).values()]
    assert "单位办理 · 7 日" in [text.text for text in texts]


def test_two_pictures_on_a_page_do_not_share_names(packaged: Catalogue) -> None:
    names: list[str] = []
    for service in packaged.ids:
        for version in packaged.versions(service):
            root = ElementTree.fromstring(svg(packaged.service_version(service, version)))
            names += [element.attrib["id"] for element in root.iter() if "id" in element.attrib]

    assert len(names) == len(set(names))


def test_mermaid_says_the_same(service: Service) -> None:
    assert mermaid(service) == (
        "stateDiagram-v2\n"
        "  [*] --> submitted\n"
        '  state "审查中" as submitted\n'
        '  state "等您补材料" as waiting\n'
        '  state "准许了，等人来挂" as granted\n'
        '  state "不准" as refused\n'
        '  state "已撤回" as withdrawn\n'
        '  state "正在挂" as hanging\n'
        '  state "等您看一眼" as checking\n'
        '  state "已办结" as completed\n'
        "  submitted --> waiting : 请补材料\n"
        "  submitted --> granted : 准予\n"
        "  submitted --> refused : 不准\n"
        "  waiting --> submitted : 补齐\n"
        "  waiting --> withdrawn : 视为撤回\n"
        "  granted --> hanging : 指派\n"
        "  hanging --> checking : 挂好了\n"
        "  checking --> completed : 满意\n"
        "  checking --> hanging : 不满意\n"
        "  refused --> [*]\n"
        "  withdrawn --> [*]\n"
        "  completed --> [*]\n"
    )


# --- layout -------------------------------------------------------------------------------------

NAMES = [f"s{number}" for number in range(8)]
EDGES = st.sets(
    st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES)).filter(lambda e: e[0] != e[1]),
    max_size=20,
)


def laid_out(edges: set[tuple[str, str]]) -> Drawing:
    sizes = {edge: (30.0 + 10 * (len(edge[0]) % 3), 20.0) for edge in sorted(edges)}
    return draw("s0", dict.fromkeys(NAMES, (100.0, 40.0)), sizes)


def apart(one: Place, other: Place) -> bool:
    return (
        abs(one.x - other.x) >= (one.width + other.width) / 2
        or abs(one.y - other.y) >= (one.height + other.height) / 2
    )


@given(edges=EDGES)
def test_no_box_or_label_lies_on_another(edges: set[tuple[str, str]]) -> None:
    drawing = laid_out(edges)
    places = [*drawing.boxes.values(), *drawing.labels.values()]

    assert len(drawing.labels) == len(edges)
    assert all(apart(one, other) for one, other in combinations(places, 2))
    for place in places:
        assert place.x - place.width / 2 > 0
        assert place.x + place.width / 2 < drawing.width
        assert place.y - place.height / 2 > 0
        assert place.y + place.height / 2 < drawing.height


@given(edges=EDGES)
def test_every_line_goes_from_its_source_to_its_target_past_all_boxes(
    edges: set[tuple[str, str]],
) -> None:
    drawing = laid_out(edges)
    for (source, target), line in drawing.lines.items():
        start, end = drawing.boxes[source], drawing.boxes[target]
        assert abs(line[0].x - start.x) < start.width / 2
        assert abs(line[-1].x - end.x) < end.width / 2
        assert line[0].leave in (start.y - start.height / 2, start.y + start.height / 2)
        assert line[-1].enter in (end.y - end.height / 2, end.y + end.height / 2)
        for stretch in line[1:-1]:
            upright = Place(
                0,
                abs(stretch.leave - stretch.enter),
                0,
                stretch.x,
                (stretch.enter + stretch.leave) / 2,
            )
            assert all(apart(upright, box) for box in drawing.boxes.values())


@given(edges=EDGES)
def test_the_same_graph_is_always_drawn_the_same(edges: set[tuple[str, str]]) -> None:
    assert str(laid_out(edges).lines) == str(laid_out(edges).lines)
