"""A9: what belongs to somebody is read through access and queries, and nowhere around them.

The rows of an order, a party, a file, a document, an appointment and the hall are scoped: whoever reads them without
`access` or `queries` decides alone who may see them. Doors and pages never do; above the capability that owns them,
the few writers that do stand here with the reason.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from santai.project.environment import CHECKOUT

SRC = CHECKOUT / "src" / "santai"
OWNERS = {
    "Order": "orders",
    "OrderParty": "orders",
    "Event": "orders",
    "Material": "orders",
    "Party": "people",
    "Representation": "people",
    "StoredFile": "files",
    "Document": "documents",
    "Booking": "meetings",
    "Ticket": "reception",
    "Ring": "reception",
    "Item": "notices",
    "Approval": "approvals",
    "Opening": "emergencies",
}
# The same by a statement of one's own, and by Django's short cuts.
TABLES = {f"{owner}_{model}".lower(): model for model, owner in OWNERS.items()}
STATEMENT = re.compile(r"\b(?:from|join|update|into)\s+\"?(\w+)", re.IGNORECASE)
SHORT_CUTS = frozenset({"get_object_or_404", "get_list_or_404"})
MANAGERS = frozenset({"objects", "_default_manager", "_base_manager"})
READERS = frozenset({"access", "queries"})
AT_THE_SEAM = frozenset({"migrations", "models"})
OUTSIDE = ("channels", "desk", "pages", "project")
# Who reads around them, and why that shows nobody anything.
SINGLE = {
    "capabilities/notices/actions/items.py": "the system puts into the outbox what an event tells",
    "capabilities/oversight/actions/counting.py": "the system counts every event, and shows sums",
    "project/backup/drill.py": "a drill counts what came back, and shows the count",
    "project/demo": "the demo makes its own world",
    "project/bench": "the benchmark makes its own world",
}


def reads(source: str) -> Iterator[str]:
    """The scoped models whose manager is touched: `Order.objects`, also under another name or by a module."""
    tree = ast.parse(source)
    names = {
        alias.asname or alias.name: alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in MANAGERS:
            owner = node.value
            if isinstance(owner, ast.Name):
                yield names.get(owner.id, owner.id)
            elif isinstance(owner, ast.Attribute):
                yield owner.attr
        if isinstance(node, ast.Call) and _name(node.func) == "get_model":
            yield from (a.value.split(".")[-1] for a in node.args if _is_text(a))
        if isinstance(node, ast.Call) and _name(node.func) in SHORT_CUTS and node.args:
            yield names.get(_name(node.args[0]), _name(node.args[0]))
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield from (TABLES[t] for t in STATEMENT.findall(node.value.lower()) if t in TABLES)


def _name(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def around(path: Path, source: str) -> list[str]:
    """Reads of a file around the access modules; `path` from src/santai."""
    parts = set(path.with_suffix("").parts)
    if parts & (READERS | AT_THE_SEAM) and path.parts[0] == "capabilities":
        return []
    found = []
    for model in reads(source):
        owner = OWNERS.get(model)
        own = path.parts[:2] == ("capabilities", owner)
        below = path.parts[0] in OUTSIDE or path.parts[0] == "capabilities"
        if owner and below and not own and not _excused(path):
            found.append(f"{path}: {model}")
    return found


def _excused(path: Path) -> bool:
    return any(str(path).startswith(known) for known in SINGLE)


def programs() -> Iterator[Path]:
    yield from (path for path in SRC.rglob("*.py") if "migrations" not in path.parts)


def test_nobody_reads_around_the_access_modules() -> None:
    found = [f for p in programs() for f in around(p.relative_to(SRC), p.read_text())]
    assert found == []


def test_every_excuse_is_still_needed() -> None:
    for known in SINGLE:
        paths = [SRC / known] if known.endswith(".py") else list((SRC / known).rglob("*.py"))
        assert any(set(reads(path.read_text())) & set(OWNERS) for path in paths), known


PLANTED = (
    "Order.objects.filter(number=number)",
    "from x import Order as O\nO.objects.get(pk=1)",
    "models.Order._default_manager.all()",
    "apps.get_model('orders.Order').objects.all()",
    "Party.objects.all()",
    "get_object_or_404(Order, number=number)",
    "from x import Opening as O\nget_list_or_404(O)",
    'cursor.execute("SELECT title FROM orders_order WHERE number = %s")',
    'cursor.execute(f"UPDATE people_party SET name = {name}")',
)


@pytest.mark.parametrize("source", PLANTED)
@pytest.mark.parametrize("where", ["desk/views/order.py", "channels/portal/mine.py", "pages/x.py"])
def test_a_planted_read_is_caught(where: str, source: str) -> None:
    assert around(Path(where), source) != []


def test_and_in_a_capability_above_as_well() -> None:
    assert around(Path("capabilities/meetings/actions/offers.py"), PLANTED[0]) != []
    assert around(Path("capabilities/orders/actions/door.py"), PLANTED[0]) == []
