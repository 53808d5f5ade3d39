from santai.capabilities.knowledge.models.answers import Answer, AnswerVersion, Flag, Found, Gap
from santai.capabilities.knowledge.models.cases import Case
from santai.capabilities.knowledge.models.laws import Article, Law, LawPart, LawVersion, Touch
from santai.capabilities.knowledge.models.talks import Talk

__all__ = [
    "Answer",
    "AnswerVersion",
    "Article",
    "Case",
    "Flag",
    "Found",
    "Gap",
    "Law",
    "LawPart",
    "LawVersion",
    "Talk",
    "Touch",
]
