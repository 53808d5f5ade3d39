"""What we hold of people, as a table for docs/privacy.md: from the declarations, so that no entry can be missing."""

from __future__ import annotations

from santai.capabilities.sealing.fields import Sealed
from santai.capabilities.sealing.holdings import inventory

HEAD = """\
| 表 | 保存什么 | 用来 | 依据 | 保存多久 | 字段（* 加密） |
|---|---|---|---|---|---|
"""


def table() -> str:
    rows = []
    for model, one in inventory():
        sealed = {f.name for f in model._meta.concrete_fields if isinstance(f, Sealed)}
        fields = "、".join(f"{name}*" if name in sealed else name for name in one.fields)
        label = model._meta.label
        rows.append(
            f"| {label} | {one.what} | {one.why} | {one.ground} | {one.kept.label} | {fields} |\n"
        )
    return HEAD + "".join(rows)
