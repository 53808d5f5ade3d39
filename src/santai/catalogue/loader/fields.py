"""Questions on a form, and the facts an action needs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

from santai.catalogue.arithmetic import OPERATIONS, REGION, kind_of
from santai.catalogue.errors import suggestion
from santai.catalogue.loader.blocks import (
    Block,
    Reader,
    collected,
    flag,
    kind,
    many,
    named,
    natural,
    one_of,
    only_true,
    some,
    text,
    whole,
    word,
)
from santai.catalogue.loader.conditions import condition_in
from santai.catalogue.loader.reading import Node
from santai.catalogue.loader.scope import Scope
from santai.catalogue.schema import LONGEST, Computed, Field, Kind, Text

T = TypeVar("T")

RESERVED = ("not", "groups", "channel", "level")
OF_PAGES = ("key", "step")  # what every form sends beside the answers
SHORTHANDS = {  # what actions ask for so often that one word will do
    "reason": Field("reason", Text("理由", "Reason"), Kind.LONG_TEXT, required=True, maximum=5000),
    "basis": Field("basis", Text("依据", "Legal basis"), required=True, maximum=100),
    "urgency": Field(
        "urgency", Text("紧急情形", "Urgency"), Kind.LONG_TEXT, required=True, maximum=5000
    ),
    "note": Field("note", Text("备注", "Note"), maximum=100),
}
ASSIGNMENT = Field(
    "practitioner", Text("承办人", "Assignee"), Kind.PRACTITIONER, required=True
)  # `with: assignment`
BILL = (  # `with: bill`: beside what the schedule gives, at most one item by hand, with its reason
    Field("extra", Text("另外要收的一项（没有就不填）", "One more item, if any"), maximum=60),
    Field("extra_amount", Text("这一项多少元", "Its sum in yuan"), Kind.MONEY),
    Field(
        "extra_reason", Text("为什么要收这一项", "Why it is charged"), Kind.LONG_TEXT, maximum=500
    ),
)
WAYS = ("电子送达", "当面送达", "邮寄送达", "留置送达", "公告送达")
SERVING = (  # `with: serving`
    Field("document", Text("送达哪份文书", "Which document"), Kind.DOCUMENT, required=True),
    Field("side", Text("送给哪一方", "To which side"), Kind.SIDE, required=True),
    Field("way", Text("怎么送的", "How"), Kind.CHOICE, WAYS, required=True),
    Field("day", Text("哪天送到的", "On which day"), Kind.DATE, required=True, past=True),
    Field("proof", Text("凭什么证明送到了", "Proof"), required=True, maximum=100),
)
INVITED = ("双方", "申请人一方", "对方一方")
CALLING = (  # `with: session`
    Field("day", Text("哪天", "Day"), Kind.DATE, required=True, past=False),
    Field("time", Text("几点开始，例如 9:30", "From, such as 9:30"), required=True, maximum=5),
    Field(
        "minutes",
        Text("大约多少分钟", "Minutes"),
        Kind.NUMBER,
        required=True,
        minimum=5,
        maximum=600,
    ),
    Field("whom", Text("请谁参加", "Who is invited"), Kind.CHOICE, INVITED, required=True),
    Field("room", Text("在哪里", "Where"), maximum=60),
    Field("link", Text("视频地址（用视频的填）", "Address of the video"), maximum=100),
)
HOLDING = (  # `with: minutes`
    Field("present", Text("谁到了", "Who was there"), Kind.GUESTS, required=True),
    Field("minutes", Text("笔录", "Minutes"), Kind.LONG_TEXT, required=True, maximum=5000),
)


# --- the kind key -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Asked:
    """What the kind key of a field says."""

    kind: Kind = Kind.TEXT
    options: tuple[str, ...] = ()
    minimum: int | None = None
    maximum: int | None = None
    past: bool | None = None


def _meaning(meanings: Mapping[str, T]) -> Reader[T]:
    def read(node: Node) -> T:
        if isinstance(node.value, str) and node.value in meanings:
            return meanings[node.value]
        raise node.error(f"cannot be {kind(node)}", f"Write one of: {', '.join(meanings)}.")

    return read


def _options(kind: Kind) -> Reader[Asked]:
    return lambda node: Asked(kind, some(word)(node))


def _plain(kind: Kind) -> Reader[Asked]:
    def read(node: Node) -> Asked:
        only_true(node)
        return Asked(kind)

    return read


def _number(node: Node) -> Asked:
    if node.value is True:
        return Asked(Kind.NUMBER)
    with Block(node) as block:
        low, high = block.get("from", whole, None), block.get("to", whole, None)
    return Asked(Kind.NUMBER, minimum=low, maximum=high)


KINDS: dict[str, Reader[Asked]] = {
    "text": _meaning({"short": Asked(Kind.TEXT), "long": Asked(Kind.LONG_TEXT)}),
    "choose": _options(Kind.CHOICE),
    "choose_many": _options(Kind.CHOICES),
    "money": _meaning({"CNY": Asked(Kind.MONEY)}),
    "number": _number,
    "date": _meaning(
        {
            "any": Asked(Kind.DATE),
            "past": Asked(Kind.DATE, past=True),
            "future": Asked(Kind.DATE, past=False),
        }
    ),
    "yes_no": _plain(Kind.YES_NO),
    "region": _plain(Kind.REGION),
    "id_number": _plain(Kind.ID_NUMBER),
    "phone": _plain(Kind.PHONE),
    "order": _plain(Kind.ORDER),
    "service": _plain(Kind.SERVICE),
    "practitioner": _plain(Kind.PRACTITIONER),
    "organisation": _plain(Kind.ORGANISATION),
    "account": _plain(Kind.ACCOUNT),
    "materials": _plain(Kind.MATERIALS),
    "document": _plain(Kind.DOCUMENT),
    "side": _plain(Kind.SIDE),
    "guests": _plain(Kind.GUESTS),
}
BOUNDED = {Kind.TEXT, Kind.LONG_TEXT, Kind.NUMBER, Kind.MONEY}


# --- fields -------------------------------------------------------------------------------------


def fields_in(scope: Scope) -> Reader[tuple[Field, ...]]:
    return lambda node: read_fields(node, scope)


def read_fields(node: Node, scope: Scope) -> tuple[Field, ...]:
    """The fields of a form in order. A condition may ask about the fields above it."""
    drafts = named(_draft)(node)
    before: dict[str, Field] = {}

    def complete(key: str, inner: Node) -> Field:
        known = scope.knowing(**before)
        draft = before[key] = _resolved(drafts[key], inner, before, scope)
        with Block(inner) as block:
            block.asked += inner.entries()  # read before
            return replace(
                draft,
                when=block.get("when", condition_in(known), None),
                unless=block.get("unless", condition_in(known), None),
            )

    return tuple(collected(node.entries().items(), complete).values())


def _draft(key: str, node: Node) -> Field:
    """A field without its conditions: those are read once the kinds of the others are known."""
    if key in RESERVED:
        raise node.error(
            f"{key!r} is taken by a fact that is always known", "Give it another name."
        )
    if key in OF_PAGES:
        raise node.error(f"{key!r} is taken by the form itself", "Give it another name.")
    with Block(node) as block:
        block.asked += ["when", "unless"]
        computed, asked = _computed(block), _asked(block)
        low, high = _bounds(block, asked)
        return Field(
            key=key,
            ask=block.need("ask", text),
            kind=asked.kind,
            options=asked.options,
            required=block.get("required", flag, False),
            hint=block.get("hint", word, ""),
            why=block.get("why", word, ""),
            minimum=low,
            maximum=high,
            past=asked.past,
            personal=block.get("personal", flag, False),
            label=block.get("label", word, ""),
            computed=computed,
        )


def _computed(block: Block) -> Computed | None:
    """`sum`, `product` or `share`, and of what; it is not asked, so it has no kind and need not be answered."""
    nothing: tuple[str, ...] = ()
    parts = {op: block.get(op, some(word), nothing) for op in OPERATIONS}
    found = next((Computed(op, of) for op, of in parts.items() if of), None)
    given = [key for key in (*OPERATIONS, *KINDS, "required") if block.has(key)]
    if found and given != [found.op]:
        wrong = f"is computed and says more: {', '.join(given)}"
        block.refuse(block.node, wrong, f"Keep `{found.op}` alone: nobody types what is computed.")
    return found


def _resolved(draft: Field, node: Node, before: Mapping[str, Field], scope: Scope) -> Field:
    """A computed field with the kind that comes out of it; others as they are."""
    if draft.computed is None:
        return draft
    place = node.entries()[draft.computed.op]
    kinds = [_kind_of(name, place, before, scope) for name in draft.computed.of]
    kind = kind_of(draft.computed, kinds)
    if kind is None:
        wrong = f"cannot take the {draft.computed.op} of {', '.join(kinds)}"
        fix = (
            "Add up sums of money or whole numbers, multiply money or a number by numbers, "
            "take the share of one in another of its kind."
        )
        raise place.error(wrong, fix)
    return replace(draft, kind=kind)


def _kind_of(name: str, place: Node, before: Mapping[str, Field], scope: Scope) -> Kind:
    if name.startswith(REGION):
        parameters = scope.world.parameters
        if parameter := parameters.get(name.removeprefix(REGION)):
            return {"money": Kind.MONEY, "number": Kind.NUMBER}.get(parameter.kind, Kind.TEXT)
        fix = suggestion(name.removeprefix(REGION), parameters)
        raise place.error(f"no parameter is called {name.removeprefix(REGION)!r}", fix)
    if name in before:
        return before[name].kind
    fix = suggestion(name, before)
    raise place.error(f"no field above this one is called {name!r}", fix)


def _asked(block: Block) -> Asked:
    given = [key for key in KINDS if block.has(key)]
    if len(given) > 1:
        wrong = f"asks for {len(given)} kinds at once: {', '.join(given)}"
        block.refuse(block.node, wrong, "Keep one of these keys.")
    answers = [block.get(key, reader, Asked()) for key, reader in KINDS.items()]
    chosen = [answer for key, answer in zip(KINDS, answers, strict=True) if key in given]
    return chosen[0] if chosen else Asked()


def _bounds(block: Block, asked: Asked) -> tuple[int | None, int | None]:
    low = block.get("min", natural, asked.minimum)
    high = block.get("max", natural, asked.maximum)
    computed = any(map(block.has, OPERATIONS))
    if asked.kind not in BOUNDED and (block.has("min") or block.has("max")):
        fix = "Take `min` and `max` out: only texts, numbers and money have them."
        block.refuse(block.node, f"a field of kind {asked.kind} has no bounds", fix)
    high = LONGEST.get(asked.kind) if high is None and not computed else high
    if low is not None and high is not None and low > high:
        fix = "Make `min` the smaller one."
        block.refuse(block.node, f"nothing is between {low} and {high}", fix)
    return low, high


def needs_in(scope: Scope) -> Reader[tuple[Field, ...]]:
    """The facts an action needs: fields, or words such as `reason` for common ones."""
    shorthand = many(one_of(SHORTHANDS, "common field"))

    def read(node: Node) -> tuple[Field, ...]:
        if isinstance(node.value, dict):
            return read_fields(node, scope)
        return tuple(SHORTHANDS[name] for name in shorthand(node))

    return read
