"""What the operator sets: read strictly, refused kindly."""

import stat
import subprocess
import sys
from pathlib import Path

import pytest

from santai.project import environment, settings
from santai.project.environment import BadEnvironment


@pytest.mark.parametrize(
    ("given", "meant"),
    [("yes", True), ("1", True), ("TRUE", True), ("on", True), ("no", False), ("", False)],
)
def test_a_flag_is_yes_or_no(given: str, meant: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SANTAI_DEBUG", given)
    assert environment.flag("SANTAI_DEBUG") is meant


def test_a_flag_that_is_neither_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SANTAI_DEBUG", "ture")
    with pytest.raises(BadEnvironment, match="SANTAI_DEBUG='ture': say yes or no"):
        environment.flag("SANTAI_DEBUG")


@pytest.mark.parametrize("given", ["0", "-1", "two", "1.5"])
def test_a_number_below_one_stops_the_start(given: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SANTAI_THREADS", given)
    with pytest.raises(BadEnvironment, match="at least 1"):
        environment.whole("SANTAI_THREADS", 8)


def test_words_are_split_and_trimmed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SANTAI_HOSTS", " a.example, b.example ,,")
    assert environment.words("SANTAI_HOSTS") == ["a.example", "b.example"]


@pytest.mark.parametrize("url", ["sqlite:///db.sqlite3", "mysql://root@localhost/santai"])
def test_other_databases_are_refused(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", url)
    with pytest.raises(BadEnvironment, match="PostgreSQL only"):
        environment.database_url()


def test_an_address_of_a_server_becomes_djangos_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(
        "DATABASE_URL", "postgresql://clerk:s%40cret@db.example:6432/aid?sslmode=verify-full"
    )
    database = settings._database()
    assert (database["NAME"], database["USER"], database["PASSWORD"]) == ("aid", "clerk", "s@cret")
    assert (database["HOST"], database["PORT"]) == ("db.example", "6432")
    assert database["OPTIONS"]["sslmode"] == "verify-full"


def test_without_an_address_it_is_the_embedded_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    database = settings._database()
    assert database["HOST"].endswith("/postgres/socket")
    assert database["NAME"] == "santai"


def test_secret_key_is_made_once_for_its_owner_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SANTAI_SECRET_KEY", raising=False)
    monkeypatch.setenv("SANTAI_DATA", str(tmp_path / "new"))
    key = environment.secret_key()
    assert len(key) >= 60
    assert environment.secret_key() == key
    [file] = (tmp_path / "new").iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_secret_key_is_one_even_if_eight_processes_ask_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SANTAI_SECRET_KEY", raising=False)
    monkeypatch.setenv("SANTAI_DATA", str(tmp_path))
    code = "from santai.project import environment; print(environment.secret_key())"
    asking = [
        subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
        for _ in range(8)
    ]
    assert len({process.communicate()[0] for process in asking}) == 1


def test_a_key_given_is_used_and_nothing_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SANTAI_SECRET_KEY", "given")
    monkeypatch.setenv("SANTAI_DATA", str(tmp_path))
    assert environment.secret_key() == "given"
    assert list(tmp_path.iterdir()) == []


def test_data_folder_is_var_in_the_checkout_unless_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SANTAI_DATA", raising=False)
    assert environment.data_folder() == environment.CHECKOUT / "var"
    monkeypatch.setenv("SANTAI_DATA", "/srv/santai")
    assert environment.data_folder() == Path("/srv/santai")


def test_a_catalogue_folder_that_is_not_there_stops_the_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SANTAI_CATALOGUE", str(tmp_path / "nowhere"))
    code = "import santai.project.settings"
    done = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, text=True)
    assert done.returncode == 1
    assert "nowhere: no such folder" in done.stderr


def test_a_secret_of_the_hotline_that_can_be_guessed_stops_the_start(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SANTAI_HOTLINE_SECRET", "12348")
    code = "import santai.project.settings"
    done = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, text=True)
    assert (done.returncode, "32 characters at least" in done.stderr) == (1, True)


def test_a_broken_file_in_a_catalogue_folder_of_the_operator_stops_the_server(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "services" / "publicity" / "lecture" / "2026-01-01.yaml"
    file.parent.mkdir(parents=True)
    file.write_text("id: publicity/lecture\n")
    monkeypatch.setenv("SANTAI_CATALOGUE", str(tmp_path))
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "santai.project.settings")
    serve = ["-m", "santai.project.cli", "serve", "--port", "1"]
    done = subprocess.run([sys.executable, *serve], check=False, capture_output=True, text=True)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "publicity/lecture/2026-01-01.yaml:1: effective: is missing" in done.stderr
