"""The benchmark reads the whole catalogue in a process of its own and says what it read."""

from __future__ import annotations

from santai.catalogue.current import catalogue
from santai.project.bench.catalogue import measure, told


def test_the_benchmark_reads_what_the_product_reads() -> None:
    loaded, took = catalogue(), measure(times=2)
    versions = sum(len(loaded.versions(one)) for one in loaded.ids)
    assert (took["services"], took["versions"]) == (len(loaded.ids), versions)
    assert 0 < took["wall_s"] <= took["slowest_s"]
    assert told(took).startswith(f"the catalogue, {len(loaded.ids)} services in {versions} ver")
