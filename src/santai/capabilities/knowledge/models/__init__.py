from santai.capabilities.knowledge.models.answers import Answer, AnswerVersion, Flag, Found, Gap
from santai.capabilities.knowledge.models.cases import Case

__all__ = ["Answer", "AnswerVersion", "Case", "Flag", "Found", "Gap"]
