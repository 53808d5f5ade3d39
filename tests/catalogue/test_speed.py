"""The catalogue is on the hot path of every order: loading is quick, looking up costs next to nothing.

Time on the processor, the best of several: the machine is shared, and slowness of others proves nothing.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from santai.catalogue import Catalogue, load
from santai.catalogue.current import PACKAGED
from tests.catalogue.workshop import COUNTY, DAY


def seconds(do: Callable[[], object], times: int) -> float:
    """Processor time of one call, the best of five runs."""
    best = float("inf")
    for _ in range(5):
        start = time.process_time()
        for _ in range(times):
            do()
        best = min(best, (time.process_time() - start) / times)
    return best


def test_the_packaged_catalogue_loads_without_being_felt() -> None:
    """`santai catalogue check` says how long it took; here others run beside it, and a blow-up alone is caught."""
    assert seconds(lambda: load(PACKAGED), 1) < 3


def test_a_service_is_looked_up_in_about_a_microsecond(packaged: Catalogue) -> None:
    assert seconds(lambda: packaged.service("legal-aid/civil", COUNTY, DAY), 20_000) < 5e-6


def test_the_version_of_an_order_is_looked_up_in_about_a_microsecond(packaged: Catalogue) -> None:
    version = packaged.service("legal-aid/civil", COUNTY, DAY).version

    assert seconds(lambda: packaged.service_version("legal-aid/civil", version), 20_000) < 5e-6


def test_a_region_nobody_asked_about_before_takes_no_longer_than_a_few(packaged: Catalogue) -> None:
    regions = iter(f"41042{number:07}" for number in range(10**6))

    assert seconds(lambda: packaged.service("legal-aid/civil", next(regions), DAY), 2_000) < 5e-5
