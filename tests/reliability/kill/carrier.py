"""Text messages that leave the house are lines of a file; the process that sent them may be dead."""

import os
from pathlib import Path


class Carrier:
    def send(self, phone: str, text: str, reference: str) -> None:
        with Path(os.environ["SANTAI_TEST_BOOK"]).open("a") as file:
            file.write(f"{reference}\n")
