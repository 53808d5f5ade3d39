"""The benchmark opens every page it names, whatever became of the addresses since."""

from __future__ import annotations

import pytest

from santai.project.bench.pages import every_page
from santai.project.bench.seed import seed
from santai.project.commands.regions import PACKAGED

pytestmark = pytest.mark.django_db


def test_every_page_of_the_benchmark_opens() -> None:
    for page in every_page(seed(PACKAGED, 60)):
        page.open()
