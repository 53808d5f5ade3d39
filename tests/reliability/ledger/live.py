"""The log under test, and a witness that answers without a wire."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import httpx

import santai_verify
import santai_witness
from santai.capabilities.ledger.actions import sequencer, witness
from santai.capabilities.ledger.models import Checkpoint
from tests.world import NOW


@dataclass
class Log:
    """The log under test: sealing it, with or without the witness looking on."""

    key: santai_verify.Key
    watcher: santai_witness.Witness
    now: datetime = NOW

    def seal(self) -> Checkpoint | None:
        self.now += timedelta(minutes=1)
        return sequencer.seal(at=self.now)

    def ask(self) -> bool:
        """Through the same code as in the worker, the wire left out."""
        client = httpx.Client(transport=httpx.MockTransport(self._answer))
        return witness.ask(at=self.now, client=client)

    def _answer(self, request: httpx.Request) -> httpx.Response:
        try:
            line = self.watcher.add(request.read(), now=int(self.now.timestamp()))
        except santai_witness.Refused as refused:
            return httpx.Response(refused.status, text=refused.text)
        return httpx.Response(200, text=line)
