"""An optional language model may say an answer in plainer words; it decides nothing, and is believed in nothing.

``calling`` asks it within a time limit, ``breaker`` leaves one alone that fails, ``checking`` keeps of what it says
only what our answer and its sources say too. Plain Python, without Django.
"""

from santai.capabilities.knowledge.rewording.breaker import Breaker
from santai.capabilities.knowledge.rewording.calling import BadModel, Model, NoAnswer, reword
from santai.capabilities.knowledge.rewording.checking import kept_of

__all__ = ["BadModel", "Breaker", "Model", "NoAnswer", "kept_of", "reword"]
