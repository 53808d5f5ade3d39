"""What people may ask of us about what we hold of them, done by the machine."""

from santai.capabilities.privacy.actions.consents import say
from santai.capabilities.privacy.actions.retention import part, run
from santai.capabilities.privacy.actions.wishes import (
    ask,
    carry_out_all,
    on_forgetting,
    take_back,
)

__all__ = ["ask", "carry_out_all", "on_forgetting", "part", "run", "say", "take_back"]
