"""Telling people: the relay from the outbox, webhooks, text messages, and what was read."""

from santai.capabilities.notices.actions.delivery import deliver
from santai.capabilities.notices.actions.reading import mark_seen
from santai.capabilities.notices.actions.relay import relay
from santai.capabilities.notices.actions.silence import forget, forget_texts, silence
from santai.capabilities.notices.actions.sms import Carrier, acknowledge, carry, send_code, text
from santai.capabilities.notices.actions.webhooks import (
    revive,
    secret_of,
    send_again,
    subscribe,
    unsubscribe,
)

__all__ = [
    "Carrier",
    "acknowledge",
    "carry",
    "deliver",
    "forget",
    "forget_texts",
    "mark_seen",
    "relay",
    "revive",
    "secret_of",
    "send_again",
    "send_code",
    "silence",
    "subscribe",
    "text",
    "unsubscribe",
]
