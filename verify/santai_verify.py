#!/usr/bin/env python3
"""santai-verify: check what Santai proves, without Santai. 独立核验程序，只用 Python 标准库，不引用三台的代码。

  santai-verify receipt FILE     --key KEY [--witness KEY]   a receipt of an event (存证凭证)
  santai-verify consistency FILE --key KEY [--witness KEY]   that a newer checkpoint continues an older one
  santai-verify evidence FILE --of ORIGINAL --key KEY ...    a certificate of evidence (PDF or its proof.json);
                                   with --authority CRT        the signature of the PDF as well
  santai-verify draw FILE        --key KEY [--witness KEY]   a random draw (随机抽取), drawn again
  santai-verify export FILE      --key KEY [--witness KEY]   a whole exported log against its checkpoint

KEY is a public key as published (name+id+base64), or a file that holds it. Exit status: 0 yes, 1 no, 2 misused.
Written from RFC 9162 §2.1 and C2SP's signed-note, tlog-checkpoint and tlog-cosignature; the signatures are in
santai_signatures.py beside it, those of PDF in santai_pdf.py. Every byte of what is checked counts: whatever is
not written exactly as Santai writes it is refused.
"""

from __future__ import annotations

import argparse
import base64
import binascii
import json
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from santai_compact import BEGINNING, Malformed, unpack
from santai_draw import Unclear, redrawn
from santai_pdf import Unsigned, signer
from santai_signatures import ed25519, sha256, sm2, sm3
from santai_tree import Digest, climbed, consistent, included, tree_root


class No(Exception):
    """What was handed in does not prove what it says; which check failed, in both languages."""

    def __init__(self, chinese: str, english: str) -> None:
        super().__init__(f"{chinese} / {english}")


# --- keys, notes and checkpoints --------------------------------------------------------------

SUITES = {"sha256-ed25519": (b"\x01", sha256), "sm3-sm2": (b"\xffsm2-with-sm3", sm3)}
WITNESS = b"\x04"


def unbase64(text: str) -> bytes:
    try:
        data = base64.b64decode(text, validate=True)
    except (ValueError, binascii.Error):
        data = b""
    if not data or base64.b64encode(data).decode() != text:
        raise No(f"不是规范的 Base64：{text[:40]}", "base64 is not canonical")
    return data


@dataclass(frozen=True)
class Key:
    """A public key: `name+id+base64(kind ‖ key)`."""

    name: str
    kind: bytes
    key: bytes

    @property
    def id(self) -> bytes:
        return sha256(self.name.encode() + b"\n" + self.kind + self.key)[:4]

    @property
    def digest(self) -> Digest:
        return next(h for kind, h in SUITES.values() if kind == self.kind)

    def signed(self, signature: bytes, text: str) -> bool:
        if self.kind == b"\x01":
            return ed25519(self.key, signature, text.encode())
        if self.kind == WITNESS:
            time = int.from_bytes(signature[:8], "big")
            said = f"cosignature/v1\ntime {time}\n{text}"
            return ed25519(self.key, signature[8:], said.encode())
        return sm2(self.key, signature, text.encode())


def read_key(text: str) -> Key:
    parts = text.strip().split("+", 2)
    if len(parts) == 3:
        data = unbase64(parts[2])
        for kind in (WITNESS, *(kind for kind, _ in SUITES.values())):
            key = Key(parts[0], kind, data[len(kind) :])
            if data.startswith(kind) and key.id.hex() == parts[1]:
                return key
    raise No("公钥写法不对", "this is not a verifier key")


@dataclass(frozen=True)
class Note:
    """A checkpoint as it is written; nothing is proven of it until `check` has looked at the signatures."""

    text: str
    lines: list[str]
    size: int
    root: bytes

    def check(self, key: Key, witness: Key | None = None) -> Head:
        """Every signature line must be of a key that was given, and right; the log's own must be there."""
        witnessed, ours = "", False
        for line in self.lines:
            signer, data = _signer(line, [k for k in (key, witness) if k])
            if not signer.signed(data, self.text):
                raise No(f"{signer.name} 的签名不对", f"the signature of {signer.name} is wrong")
            if signer is key:
                ours = True
            else:
                moment = datetime.fromtimestamp(int.from_bytes(data[:8], "big"), UTC)
                witnessed = moment.isoformat()
        if not ours:
            raise No("检查点没有账本自己的签名", "the log itself has not signed the checkpoint")
        return Head(self.size, self.root, witnessed)


@dataclass(frozen=True)
class Head:
    """What a signed checkpoint says, its signatures checked."""

    size: int
    root: bytes
    witnessed: str  # when a witness signed it; empty without one


def read_note(note: str, key: Key) -> Note:
    text, gap, lines = note.rpartition("\n\n")
    text += "\n"
    found = re.fullmatch(r"([^\n]+)\n(0|[1-9][0-9]{0,17})\n([A-Za-z0-9+/=]+)\n", text)
    if not gap or not found or not lines.endswith("\n"):
        raise No("检查点的写法不对", "the checkpoint is malformed")
    if found[1] != key.name:
        raise No("检查点是别的账本的", "the checkpoint is of another log")
    return Note(text, lines[:-1].split("\n"), int(found[2]), unbase64(found[3]))


def read_checkpoint(note: str, key: Key, witness: Key | None = None) -> Head:
    return read_note(note, key).check(key, witness)


def _signer(line: str, keys: list[Key]) -> tuple[Key, bytes]:
    parts = line.split(" ")
    if len(parts) != 3 or parts[0] != "—":
        raise No("签名行的写法不对", "a signature line is malformed")
    data = unbase64(parts[2])
    for key in keys:
        if parts[1] == key.name and data[:4] == key.id:
            return key, data[4:]
    raise No("有签名不属于所给的公钥", "a signature is of none of the keys that were given")


# --- what can be checked ----------------------------------------------------------------------

EVENT = {"kind": str, "order": str, "seq": int, "code": str, "at": str, "hash": str}
EVIDENCE = {"kind": str, "order": str, "seq": int, "at": str, "hash": str}
EVIDENCE |= {"how": str, "size": int, "sha256": str, "sm3": str}
DRAW = {"kind": str, "draw": str, "after": int, "at": str, "commitment": str}
CONTENTS = {"event": EVENT, "evidence": EVIDENCE, "draw": DRAW}


def canonical(value: Any) -> bytes:
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def read_json(data: bytes, shape: Mapping[str, type]) -> dict[str, Any]:
    """A JSON object with exactly these keys, written exactly in the one way."""
    try:
        value: dict[str, Any] = json.loads(data)
    except (ValueError, RecursionError):
        raise No("不是 JSON 文件", "not a JSON file") from None
    _shaped(value, shape)
    if canonical(value) + b"\n" != data:
        raise No("JSON 的写法与三台写出的不一样", "the JSON is not written as Santai writes it")
    return value


def _shaped(value: Any, shape: Mapping[str, type]) -> None:
    if not isinstance(value, dict) or {k: type(v) for k, v in value.items()} != shape:
        raise No("内容的项目不对", "fields are missing, unknown or of the wrong type")


def unhex(text: Any, length: int) -> bytes:
    if not isinstance(text, str) or not re.fullmatch(f"[0-9a-f]{{{2 * length}}}", text):
        raise No("摘要的写法不对", "a hash is malformed")
    return bytes.fromhex(text)


def check_suite(name: str, key: Key) -> None:
    if name not in SUITES or SUITES[name][0] != key.kind:
        raise No("算法与公钥不符", "the algorithms are not those of the key")


def entry_hash(content: Mapping[str, Any], salt: bytes, h: Digest) -> bytes:
    return h(b"\x00" + h(salt + canonical(content)))


def receipt(data: bytes, key: Key, witness: Key | None = None) -> tuple[dict[str, Any], Head]:
    """What happened, and the head of the log that proves it; of the compact form too. Raises No."""
    if data.startswith(BEGINNING.encode()):
        data = unfolded(data, key, witness)
    shape = {"santai": str, "suite": str, "content": dict, "salt": str, "index": int, "proof": list}
    found = read_json(data, {**shape, "checkpoint": str})
    if found["santai"] != "receipt/v1":
        raise No("不是存证凭证", "not a receipt")
    check_suite(found["suite"], key)
    content = found["content"]
    _shaped(content, CONTENTS.get(str(content.get("kind")), {}))
    h = key.digest
    leaf = entry_hash(content, unhex(found["salt"], 16), h)
    head = read_note(found["checkpoint"], key)
    proof = [unhex(node, 32) for node in found["proof"]]
    if found["index"] < 0 or not included(leaf, found["index"], head.size, proof, head.root, h):
        raise No("证明算不到检查点的树根", "the proof does not lead to the root of the checkpoint")
    return content, head.check(key, witness)


ATTACHED = re.compile(rb'stream\r?\n(\{"checkpoint":[^\n]*\}\n)\r?\n?endstream')


def evidence(
    data: bytes, original: bytes, key: Key, witness: Key | None = None
) -> tuple[dict[str, Any], Head]:
    """That this very file was fixed then. Of a PDF the proof inside counts. Raises No."""
    if data.startswith(b"%PDF-"):
        inside = ATTACHED.findall(data)
        if len(inside) != 1:
            raise No("PDF 里没有（唯一的）证明", "the PDF does not hold exactly one proof")
        data = inside[0]
    content, head = receipt(data, key, witness)
    if content["kind"] != "evidence":
        raise No("这不是电子证据的凭证", "this receipt is not of evidence")
    if len(original) != content["size"]:
        raise No("原文件的长度与固定时不符", "the file is not as long as it was")
    for name, digest in (("sha256", sha256), ("sm3", sm3)):
        if digest(original).hex() != content[name]:
            raise No(f"原文件的 {name} 与固定时不符", f"the {name} of the file is not what it was")
    return content, head


def signed_by(data: bytes, authority: bytes) -> str:
    """Whose certificate signed this very PDF; of a certificate by this authority. Raises No."""
    try:
        return signer(data, authority)
    except Unsigned as why:
        raise No("PDF 的签名不对", f"the signature of the PDF: {why}") from None


def unfolded(data: bytes, key: Key, witness: Key | None = None) -> bytes:
    """A compact receipt written at length: the root is computed, the names are those of the keys. Raises No."""
    try:
        found = unpack(data.decode("ascii").removesuffix("\n"))
    except (UnicodeDecodeError, Malformed) as error:
        raise No("紧凑凭证的写法不对", f"the compact receipt is malformed: {error}") from None
    check_suite(found["suite"], key)
    leaf = entry_hash(found["content"], bytes.fromhex(found["salt"]), key.digest)
    root = climbed(leaf, found["index"], found["size"], found["proof"], key.digest)
    if root is None:
        raise No("证明算不到检查点的树根", "the proof does not lead to the root of the checkpoint")
    lines = [_line(key, found["signature"]), *(_line(witness, c) for c in found["cosignatures"])]
    text = f"{key.name}\n{found['size']}\n{base64.b64encode(root).decode()}\n"
    paper = {name: found[name] for name in ("suite", "content", "salt", "index")}
    paper |= {"santai": "receipt/v1", "proof": [node.hex() for node in found["proof"]]}
    return canonical({**paper, "checkpoint": f"{text}\n{''.join(lines)}"}) + b"\n"


def _line(key: Key | None, data: bytes) -> str:
    name = key.name if key and data[:4] == key.id else ""
    return f"— {name} {base64.b64encode(data).decode()}\n"


def consistency(data: bytes, key: Key, witness: Key | None = None) -> tuple[Head, Head]:
    """An older and a newer head of one log that only grew. Raises No."""
    shape = {"santai": str, "suite": str, "old": str, "new": str, "proof": list}
    found = read_json(data, shape)
    if found["santai"] != "consistency/v1":
        raise No("不是一致性证明", "not a consistency proof")
    check_suite(found["suite"], key)
    old, new = (read_note(found[which], key) for which in ("old", "new"))
    proof = [unhex(node, 32) for node in found["proof"]]
    if not consistent(old.size, new.size, proof, old.root, new.root, key.digest):
        raise No("新的检查点不是旧的继续", "the newer checkpoint does not continue the older one")
    return old.check(key, witness), new.check(key, witness)


def export(data: bytes, key: Key, witness: Key | None = None) -> Head:
    """A whole log: `santai-log/v1 SUITE`, an entry on each line, an empty line, the checkpoint. Raises No."""
    try:
        top, gap, note = data.decode().partition("\n\n")
    except UnicodeDecodeError:
        raise No("不是文本文件", "not a text file") from None
    first, *entries = top.split("\n")
    if not gap or not first.startswith("santai-log/v1 "):
        raise No("不是账本导出", "not an exported log")
    check_suite(first.removeprefix("santai-log/v1 "), key)
    head = read_note(note, key)
    h = key.digest
    leaves = [h(b"\x00" + unhex(entry, 32)) for entry in entries]
    if len(leaves) != head.size:
        raise No("条数与检查点不符", "the number of entries is not that of the checkpoint")
    if tree_root(leaves, h) != head.root:
        raise No(
            "导出的内容算不出检查点的树根", "the entries do not give the root of the checkpoint"
        )
    return head.check(key, witness)


def draw(data: bytes, key: Key, witness: Key | None = None) -> tuple[dict[str, Any], Head]:
    """A random draw, made again: the list is the one committed to, and who came out is who had to. Raises No."""
    shape = {"santai": str, "draw": str, "service": str, "candidates": list, "passed": list}
    found = read_json(data, {**shape, "chosen": str, "receipt": str})
    if found["santai"] != "draw/v1":
        raise No("不是随机抽取的记录", "not the paper of a draw")
    content, head = receipt(found["receipt"].encode() + b"\n", key, witness)
    if content["kind"] != "draw" or content["draw"] != found["draw"]:
        raise No("凭证是别的记录的", "the receipt is of something else")
    listed = {name: found[name] for name in ("draw", "service", "candidates")}
    if key.digest(canonical(listed)).hex() != content["commitment"]:
        raise No("名单不是当时确定的那份", "the list is not the one that was committed to")
    proof = json.loads(found["receipt"])
    if not 0 <= content["after"] <= proof["index"]:
        raise No("名单在更早的检查点之前就有", "the list is older than it says")
    text = read_note(proof["checkpoint"], key).text
    try:
        committed = unhex(content["commitment"], 32)
        ranked = redrawn(found["candidates"], committed, text, key.digest)
    except Unclear:
        raise No("名单里有重复或者没有编号的", "the list names somebody twice, or nobody") from None
    came = [*found["passed"], *([found["chosen"]] if found["chosen"] else [])]
    if ranked[: len(came)] != came or (not found["chosen"] and came != ranked):
        raise No("重新抽取的结果不一样", "drawn again, somebody else comes out")
    return found, head


# --- the command ------------------------------------------------------------------------------


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="santai-verify", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("what", choices=("receipt", "evidence", "draw", "consistency", "export"))
    parser.add_argument("file", type=Path)
    parser.add_argument("--key", required=True, help="the log's public key, or a file with it")
    parser.add_argument("--witness", help="the witness' public key, or a file with it")
    parser.add_argument("--of", type=Path, help="the file that a certificate of evidence is about")
    parser.add_argument(
        "--authority",
        type=Path,
        help="with evidence: the certificate that the PDF's must come from",
    )
    given = parser.parse_args(arguments)
    if (given.what == "evidence") != (given.of is not None):
        parser.error("--of goes with evidence, and evidence needs it")
    if given.authority and given.what != "evidence":
        parser.error("--authority goes with evidence")
    try:
        data = given.file.read_bytes()
        key, witness = _given_key(given.key), _given_key(given.witness) if given.witness else None
        original = given.of.read_bytes() if given.of else b""
        said = _said(given.what, data, original, key, witness)
        if given.what == "evidence" and data.startswith(b"%PDF-"):
            said += _of_pdf(data, given.authority)
        print(f"是 / yes：{said}")
    except No as no:
        print(f"否 / no：{no}")
        return 1
    except OSError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


def _given_key(text: str) -> Key:
    return read_key(text if "+" in text else Path(text).read_text())


def _said(what: str, data: bytes, original: bytes, key: Key, witness: Key | None) -> str:
    if what in {"receipt", "evidence"}:
        is_receipt = what == "receipt"
        content, head = (
            receipt(data, key, witness) if is_receipt else evidence(data, original, key, witness)
        )
        facts = "，".join(f"{name} {content[name]}" for name in CONTENTS[content["kind"]])
        return f"{facts}；{_of(head, key)}"
    if what == "draw":
        paper, head = draw(data, key, witness)
        names = {one["id"]: one.get("name", "") for one in paper["candidates"]}
        who = f"{paper['chosen']} {names.get(paper['chosen'], '')}".strip() or "无 / nobody"
        passed = "、".join(paper["passed"]) or "无 / nobody"
        said = f"{len(names)} 人中抽中 / drawn {who}，之前不能承办 / passed {passed}"
        return f"{said}；{_of(head, key)}"
    if what == "consistency":
        old, new = consistency(data, key, witness)
        return f"{old.size} → {new.size}；{_of(new, key)}"
    return _of(export(data, key, witness), key)


def _of_pdf(data: bytes, authority: Path | None) -> str:
    """A yes says what of the paper it is about."""
    if authority is None:
        return "；PDF 的签名没有核验（--authority）/ signature of the PDF not checked"
    return f"；PDF 由 {signed_by(data, authority.read_bytes())} 签名，未改动 / signed, unchanged"


def _of(head: Head, key: Key) -> str:
    seen = f"，见证 / witnessed {head.witnessed}" if head.witnessed else "，无见证 / no witness"
    return f"{key.name}，{head.size} 条 / entries{seen}"


if __name__ == "__main__":
    sys.exit(main())
