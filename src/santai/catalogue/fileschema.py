"""JSON Schema (2020-12) of service files, so that an editor helps while somebody writes one.

It knows keys, kinds of value and fixed words. What belongs together (states, rules, roles, laws) only
`santai catalogue check` can tell. docs/schema/service.schema.json is this, written out.
"""

from __future__ import annotations

import json
from typing import Any

from santai.catalogue.arithmetic import OPERATIONS
from santai.catalogue.jsonschema import DIALECT
from santai.catalogue.loader.actions import COMPANIONS
from santai.catalogue.loader.blocks import NAME
from santai.catalogue.loader.fields import KINDS, SHORTHANDS
from santai.catalogue.loader.scope import RECIPIENTS, SERVED, SIGNERS, TOLD, WHOSE
from santai.catalogue.loader.services import OPPOSITE, PARTY
from santai.catalogue.loader.states import BY_NOTICE, STARTS
from santai.catalogue.schema import PICKED, Door, Level, Part, Stage, Turn

Json = dict[str, Any]

STRING: Json = {"type": "string", "minLength": 1}
TRUE: Json = {"const": True}
FLAG: Json = {"type": "boolean"}
COUNT: Json = {"type": "integer", "minimum": 1}
WITH_VALUE = (
    "text",
    "choose",
    "choose_many",
    "money",
    "number",
    "date",
)  # kinds that say more than `true`
SUM: Json = {"type": ["string", "number"]}  # or `region.<parameter>`
DAY: Json = {"type": "string", "format": "date"}


def service_schema() -> Json:
    """The schema of a full service file."""
    return {
        "$schema": DIALECT,
        "title": "A service (事项) of the catalogue",
        **_object(
            {
                "id": _described("line/name, as in the path", pattern="^[a-z0-9-]+/[a-z0-9-]+$"),
                "title": _ref("text"),
                "line": _described("an id of standards/lines.yaml"),
                "effective": {**DAY, "description": "first day in force, as in the file's name"},
                "until": {**DAY, "description": "last day in force"},
                "region": _described("for a local service: '41', '4104' or '410423'"),
                "summary": _ref("text"),
                "basis": _ref("basis"),
                "serves": _list(*SERVED),
                "levels": _list(*Level),
                "handler": _described("an id of standards/organisations.yaml"),
                "doors": _list(*Door),
                "fee": {"anyOf": [{"const": "none"}, _ref("fee")]},
                "applicant": _list(*PARTY, *(f"{name}?" for name in PARTY)),
                "opposite": {"enum": list(OPPOSITE)},
                "form": _named("question"),
                "materials": _named("material"),
                "rules": _named("rule"),
                "states": {**_named("state"), "minProperties": 1},
                "redo": _described("the state a dissatisfied applicant's order goes back to"),
                "documents": _named("document"),
                "skills": _words(),
                "practitioners": _words(),
                "one_open": _object({"says": _ref("text"), "basis": _ref("basis")}, "says basis"),
                "title_field": _described("the form field that names the matter in lists"),
                "dossier": {
                    **_words(),
                    "description": f"documents, and of {', '.join(Part)}: the order they are bound in",
                },
            },
            "id title line effective summary basis serves levels handler doors fee applicant states",
        ),
        "$defs": _definitions(),
    }


def written() -> str:
    """The schema as it stands in docs/schema."""
    return json.dumps(service_schema(), ensure_ascii=False, indent=2) + "\n"


def _definitions() -> Json:
    return {
        "text": {"anyOf": [STRING, _object({"zh": STRING, "en": STRING}, "zh")]},
        "term": {"type": "string", "pattern": "^[1-9][0-9]* (hour|day|working day|month|year)s?$"},
        "basis": {**_words(), "description": "法律援助法 43, 法律援助法 43.2, 法律援助法 41-44 …"},
        "condition": _condition(),
        "fee": _fee(),
        "item": _item(),
        "reduction": _reduction(),
        "field": _field(),
        "question": _question(),
        "material": _material(),
        "rule": _rule(),
        "state": _state(),
        "clock": _clock(),
        "action": _action(),
        "document": _document(),
    }


def _field() -> Json:
    """A question: what is asked, and exactly one key (or none) for the kind of answer."""
    whole = {"type": "integer"}
    kinds: Json = {
        "text": {"enum": ["short", "long"]},
        "choose": _words(),
        "choose_many": _words(),
        "money": {"const": "CNY"},
        "number": {"anyOf": [TRUE, _object({"from": whole, "to": whole})]},
        "date": {"enum": ["any", "past", "future"]},
        **{kind: TRUE for kind in KINDS if kind not in WITH_VALUE},
        **{op: _words() for op in OPERATIONS},
    }
    other: Json = {
        "ask": _ref("text"),
        "label": _described("a noun for the answer, where `ask` is a question"),
        "required": FLAG,
        "hint": STRING,
        "why": STRING,
        "max": {"type": "integer", "minimum": 0},
        "min": {"type": "integer", "minimum": 0},
        "when": _ref("condition"),
        "unless": _ref("condition"),
        "personal": FLAG,
    }
    two = [{"required": [one, two]} for one in kinds for two in kinds if one < two]
    return {**_object({**other, **kinds}, "ask"), "not": {"anyOf": two}}


def _question() -> Json:
    """A field of the form: what is picked from a list of ours is asked by actions only."""
    return {
        **_ref("field"),
        "not": {"anyOf": [{"required": [kind]} for kind in (*PICKED, *OPERATIONS)]},
    }


def _fee() -> Json:
    parts = {
        "amount": SUM,
        "says": STRING,
        "basis": _ref("basis"),
        "schedule": {**_named("item"), "minProperties": 1},
        "reductions": _named("reduction"),
    }
    return _object(parts)


def _item() -> Json:
    tier = {"up_to": SUM, "rate": STRING, "amount": SUM}
    parts = {
        "title": _ref("text"),
        "amount": SUM,
        "per": _described("the number field of the form that says how many"),
        "of": _described("the money field of the form that the tiers cut"),
        "tiers": {"type": "array", "items": _object(tier), "minItems": 1},
        "least": SUM,
        "most": SUM,
        "when": _ref("condition"),
        "basis": _ref("basis"),
    }
    return _object(parts, "title basis")


def _reduction() -> Json:
    parts = {
        "title": _ref("text"),
        "when": _ref("condition"),
        "off": _described(
            "all, half, or a share", pattern="^(all|half|[0-9]{1,3}([.][0-9]+)? ?%)$"
        ),
        "on": _words(),
        "basis": _ref("basis"),
    }
    return _object(parts, "title when off basis")


def _material() -> Json:
    return _object(
        {
            "show": _ref("text"),
            "required": FLAG,
            "original": FLAG,
            "copies": COUNT,
            "or": {"const": "commitment"},
            "waive_if": {"const": "shared_data"},
            "unless": _ref("condition"),
            "note": STRING,
            "basis": _ref("basis"),
        },
        "show",
    )


def _condition() -> Json:
    return {
        "description": "a rule's name; a list: any of; a mapping: all of its entries",
        "anyOf": [
            STRING,
            {"type": "array", "items": _ref("condition"), "minItems": 1},
            {"type": "object", "minProperties": 1},
        ],
    }


def _rule() -> Json:
    parts = {
        "says": STRING,
        "yes_if": _ref("condition"),
        "no_if": _ref("condition"),
        "basis": _ref("basis"),
    }
    return _object(parts, "says yes_if basis")


def _state() -> Json:
    remedy = {"service": STRING, "within": _ref("term"), "basis": _ref("basis")}
    parts = {
        "title": _ref("text"),
        "says": _ref("text"),
        "turn": {"enum": list(Turn)},
        "stage": {"enum": [stage for stage in Stage if stage is not Stage.CLOSED]},
        "clock": _ref("clock"),
        "clocks": _named("clock"),
        "actions": _named("action"),
        "remedy": _object(remedy, "service basis"),
        "answers": _moves("what a side did in its own order"),
        "follows": _moves("what was done in the main order"),
    }
    return _object(parts, "title turn")


BY_PLACE: Json = {
    "type": "string",
    "pattern": r"^region\.[a-z][a-z0-9_]*$",
    "description": "a parameter in 小时, 日, 工作日, 月 or 年",
}


def _clock() -> Json:
    extend = {"by": _ref("term"), "times": COUNT, "approver": _words(), "basis": _ref("basis")}
    parts = {
        "limit": {"anyOf": [_ref("term"), {"const": BY_NOTICE}, BY_PLACE]},
        "set_by": _described("the date field of the action that leads here"),
        "title": _ref("text"),
        "from": {"enum": list(STARTS)},
        "pause": _words(),
        "runs_on": _words(),
        "then": _described("the action the system takes when the limit passes"),
        "extend": _object(extend, "by approver basis"),
        "basis": _ref("basis"),
    }
    return _object(parts, "limit basis")


def _action() -> Json:
    parts = {
        "title": _ref("text"),
        "by": {**_words(), "description": f"role ids, or {', '.join(WHOSE)}"},
        "to": _described("the state it leads to"),
        "needs": {"anyOf": [_list(*SHORTHANDS), _named("field")]},
        "once": FLAG,
        "document": _words(),
        "suggests": _described("the rule whose answer is shown as advice"),
        "requires": _described("the rule that must be answered yes"),
        "materials": _words(),
        "effect": _described("an effect of standards/lifecycle.yaml"),
        "paid": TRUE,
        "with": {"enum": list(COMPANIONS)},
        "signed": {**_words(), "description": "documents that all who are asked to have signed"},
        "held": TRUE,
        "passes": {
            **_words(),
            "description": "of its needs: what the other side, or the order this one was opened from, is told",
        },
        "spawns": _described("the service of the order it opens"),
        "waits": FLAG,
        "outcome": STRING,
        "confirm": _described("one line under the button: the consequence"),
        "tells": {"anyOf": [_list(*TOLD), {"const": []}]},
        "basis": _ref("basis"),
    }
    return _object(parts)  # without `title` or `by` it changes a common action


def _document() -> Json:
    parts = {
        "title": _ref("text"),
        "short": _described("two or three characters of the document's number"),
        "number": STRING,
        "body": _body(),
        "english": _body(),
        "addressee": STRING,
        "signed_by": STRING,
        "to": _list(*RECIPIENTS),
        "signers": {**_words(), "description": f"role ids, or {', '.join(SIGNERS)}"},
        "basis": _ref("basis"),
    }
    return _object(parts, "title body")


def _body() -> Json:
    row = {"type": "array", "items": STRING, "minItems": 1}
    widths = {"type": "array", "items": COUNT, "minItems": 1}
    table = _object(
        {"rows": {"type": "array", "items": row}, "head": row, "widths": widths}, "rows"
    )
    part = {"anyOf": [STRING, _object({"table": table}, "table")]}
    return {"anyOf": [STRING, {"type": "array", "items": part, "minItems": 1}]}


# --- pieces -------------------------------------------------------------------------------------


def _ref(name: str) -> Json:
    return {"$ref": f"#/$defs/{name}"}


def _described(text: str, **more: Any) -> Json:
    return {**STRING, **more, "description": text}


def _object(properties: Json, required: str = "") -> Json:
    schema: Json = {"type": "object", "properties": properties, "additionalProperties": False}
    return {**schema, "required": required.split()} if required else schema


def _named(name: str) -> Json:
    """A mapping of things the author names."""
    pattern = {"pattern": f"^{NAME.pattern}$"}
    return {"type": "object", "propertyNames": pattern, "additionalProperties": _ref(name)}


def _moves(when: str) -> Json:
    """An action of another order → the action of this state that the system takes by it."""
    pattern = {"pattern": f"^{NAME.pattern}$"}
    text = f"{when} → the action taken here by it"
    return {**_object({}), "propertyNames": pattern, "additionalProperties": STRING} | {
        "description": text
    }


def _words() -> Json:
    """A word or a list of words."""
    return {"anyOf": [STRING, {"type": "array", "items": STRING, "minItems": 1}]}


def _list(*words: str) -> Json:
    """One of these words, or a list of them."""
    word = {"enum": list(words)}
    return {"anyOf": [word, {"type": "array", "items": word, "minItems": 1, "uniqueItems": True}]}
