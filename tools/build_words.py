"""Hatch's hook: before a wheel is built, every .po in the package has its .mo beside it."""

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

SOURCE = Path(__file__).resolve().parents[1] / "src"


class Words(BuildHookInterface):  # type: ignore[type-arg]
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        sys.path.insert(0, str(SOURCE))
        from santai.project.translations import compile_all

        compile_all(SOURCE / "santai")
