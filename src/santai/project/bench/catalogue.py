"""How long a process takes to read the whole catalogue with the layers of all places: each time a fresh one."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys

TIMES = 7
READ = """
import json, time
from santai.catalogue import load
from santai.catalogue.current import PACKAGED
begun, worked = time.perf_counter(), time.process_time()
loaded = load(PACKAGED)
took, cpu = time.perf_counter() - begun, time.process_time() - worked
versions = sum(len(loaded.versions(one)) for one in loaded.ids)
print(json.dumps({"wall_s": took, "cpu_s": cpu, "services": len(loaded.ids), "versions": versions}))
"""


def measure(times: int = TIMES) -> dict[str, float]:
    """Seconds on the wall and of the processor, the median and the slowest, and how much was read."""
    read = [_read() for _ in range(times)]
    walls = [one["wall_s"] for one in read]
    return {
        **read[0],
        "wall_s": round(statistics.median(walls), 3),
        "slowest_s": round(max(walls), 3),
        "cpu_s": round(statistics.median(one["cpu_s"] for one in read), 3),
    }


def told(took: dict[str, float]) -> str:
    return (
        f"the catalogue, {took['services']} services in {took['versions']} versions, is read in"
        f" {took['wall_s']:.2f} s (slowest {took['slowest_s']:.2f} s, {took['cpu_s']:.2f} s CPU)"
    )


def _read() -> dict[str, float]:
    done = subprocess.run([sys.executable, "-c", READ], capture_output=True, text=True, check=True)
    return dict(json.loads(done.stdout))
