"""The second programs as a stranger gets them: from a built wheel, in an environment with nothing else in it."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import urllib.request
import venv
from pathlib import Path

import pytest

from santai.kernel.merkle import leaf_hash
from santai.kernel.notes import ED25519, Head, PublicKey, signature_line
from santai_signatures import ed25519_public, ed25519_sign

ROOT = Path(__file__).resolve().parents[3]
SEED = bytes(range(32))
KEY = PublicKey("log.example", ED25519, ed25519_public(SEED))


@pytest.fixture(scope="module")
def programs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the installed scripts. Some seconds: the wheel is built without the network."""
    made = tmp_path_factory.mktemp("wheel")
    uv = Path(sys.executable).with_name("uv")
    build = [
        uv,
        "build",
        "--quiet",
        "--wheel",
        "--no-build-isolation",
        "--offline",
        "--out-dir",
        made,
    ]
    subprocess.run([*build, "--python", sys.executable, ROOT], check=True, timeout=120)
    (wheel,) = made.glob("*.whl")
    venv.create(made / "venv", with_pip=False)
    install = [uv, "pip", "install", "--quiet", "--offline", "--no-deps"]
    subprocess.run([*install, "--python", made / "venv/bin/python", wheel], check=True, timeout=120)
    return made / "venv/bin"


def ask(program: Path, *words: object) -> subprocess.CompletedProcess[str]:
    clean = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8"}
    return subprocess.run(
        [program, *map(str, words)],
        env=clean,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )


def test_the_verifier_says_yes_or_no(programs: Path, tmp_path: Path) -> None:
    entry = "ab" * 32
    text = Head(KEY.name, 1, leaf_hash(bytes.fromhex(entry))).text()
    note = f"{text}\n{signature_line(KEY, ed25519_sign(SEED, text.encode()))}"
    paper = tmp_path / "log"
    paper.write_text(f"santai-log/v1 sha256-ed25519\n{entry}\n\n{note}")
    said = ask(programs / "santai-verify", "export", paper, "--key", KEY)
    assert (said.returncode, said.stdout.startswith("是 / yes")) == (0, True), said.stderr
    paper.write_text(paper.read_text().replace("abab", "abac", 1))
    said = ask(programs / "santai-verify", "export", paper, "--key", KEY)
    assert (said.returncode, said.stdout.startswith("否 / no")) == (1, True), said.stderr


def test_the_witness_is_set_up_and_answers(programs: Path, tmp_path: Path) -> None:
    witness, data = programs / "santai-witness", tmp_path / "data"
    made = ask(witness, "init", "--data", data, "--name", "witness.example")
    assert made.stdout.startswith("witness.example+")
    assert ask(witness, "trust", "--data", data, "--key", KEY).returncode == 0
    with subprocess.Popen(
        [witness, "serve", "--data", data, "--port", "18348"], stderr=subprocess.DEVNULL
    ) as server:
        try:
            text = Head(KEY.name, 0, bytes.fromhex(EMPTY)).text()
            note = f"{text}\n{signature_line(KEY, ed25519_sign(SEED, text.encode()))}"
            assert posted(f"old 0\n\n{note}".encode()).startswith("— witness.example ")
        finally:
            server.terminate()


EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def posted(body: bytes) -> str:
    for _ in range(50):
        try:
            with urllib.request.urlopen("http://127.0.0.1:18348/add-checkpoint", body) as answer:
                return str(answer.read().decode())
        except OSError:
            time.sleep(0.1)
    raise AssertionError("the witness does not answer")
