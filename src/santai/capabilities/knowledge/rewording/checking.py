"""What of a model's words is kept: sentences that our answer or one of its sources supports, and nothing else.

A sentence is compared with one or two neighbouring sentences of one source. Its figures (numbers, days, amounts,
articles, telephones), its 可以、应当、不得, what it denies, its grave words and the laws it names must all be there,
and most of its signs too. What is not certain is dropped: our own words are always at hand.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from santai.capabilities.knowledge.rewording.figures import figures

SIGNS_SHARED, PAIRS_SHARED = 0.7, 0.35  # of a sentence with its source
SAID_AGAIN = 0.5  # of our sentence in what is kept, for it to count as said
SHORTEST, LONGEST = 4, 160
SENTENCE = re.compile(r"[^。！？!?；;\n]+[。！？!?；;]?")
MARKUP = re.compile(r"[<>{}\[\]`|\\#*_]|https?:|www\.|javascript", re.IGNORECASE)
CHINESE = re.compile(r"[\u4e00-\u9fff]")
LATIN = re.compile(r"[A-Za-z]{2,}")
NAMED = re.compile(r"《([^》]*)》")
LITTLE = frozenset("的了是在和与就也都把被给到您你我他她它们这那个请先再要吧呢吗啊着过会")
MODAL = re.compile(
    r"(?P<forbidden>不得|不能|不可以|不可|不许|不准|禁止|严禁|(?<![特区级])别(?![人的处])|不应当?|不该|不要|勿|无权)"
    r"|(?P<needless>不用|不必|无需|无须|不需要|用不着)"
    r"|(?P<only>只能|只有|只要|仅|除非|除外)"
    r"|(?P<promised>一定能|一定会|肯定|保证|必然|绝对|百分之百|必胜|稳赢|包赢|必定|放心)"
    r"|(?P<must>必须|应当|应该|务必|一定要|须)"
    r"|(?P<may>可以|有权|能够|允许|准许)"
    r"|(?P<least>以上|超过|至少|不少于|不低于)"
    r"|(?P<most>以下|以内|之内|不足|不满|最多|至多)"
    r"|(?P<before>以前|之前|日前|天前)"
    r"|(?P<after>以后|之后|日起|天后)"
)
DENIED = re.compile(
    r"(?:不得|不能|不可以|不许|不准|禁止|严禁|不应当?|不必|不用|无需|不需要|不会|没有|不予|"
    r"不(?!过|同|仅|但|管|论|动产)|没|未(?!成年|来)|无(?!论)|非(?!常)|勿|(?<![特区级])别(?![人的处]))([\u4e00-\u9fff])"
)
GRAVE = (
    "有效", "无效", "合法", "违法", "非法", "犯罪", "免费", "收费", "胜诉", "败诉", "赢", "输", "赔偿", "罚款", "判刑",
    "坐牢", "拘留", "解除", "撤销", "过期", "转账", "汇款", "付款", "密码", "验证码", "链接",
    "点击", "下载", "加微信", "起诉", "报警",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Read:
    text: str
    figures: frozenset[str]
    modal: frozenset[str]
    denied: frozenset[str]
    signs: frozenset[str]
    pairs: frozenset[str]


def kept_of(said: str, ours: Sequence[str], sources: Sequence[str] = ()) -> list[str]:
    """Lines to show; none where nothing of it holds. Of ours, what weighs and was left out comes behind."""
    own = [one for text in ours for one in _sentences(text)]
    windows = [window for text in (*ours, *sources) for window in _windows(text)]
    kept = [one for one in dict.fromkeys(_sentences(said)) if supported(one, windows)]
    if not kept:
        return []
    return [*kept, *(one for one in own if _weighs(one) and not _is_said(one, kept))]


def supported(sentence: str, windows: Iterable[str]) -> bool:
    if not SHORTEST <= len(sentence) <= LONGEST or MARKUP.search(sentence):
        return False
    if not sentence.isprintable():
        return False
    told = _read(sentence)
    return any(_holds(told, _read(window)) for window in windows)


def _holds(told: _Read, source: _Read) -> bool:
    return (
        told.figures <= source.figures
        and told.modal <= source.modal
        and told.denied <= source.denied
        and not any(_bare(told.text, one) for one in source.denied - _plain(source))
        and all(word in source.text for word in GRAVE if word in told.text)
        and all(word in source.text for word in LATIN.findall(told.text))
        and all(name in source.text for name in NAMED.findall(told.text))
        and _share(told.signs, source.signs) >= SIGNS_SHARED
        and _share(told.pairs, source.pairs) >= PAIRS_SHARED
    )


def _plain(source: _Read) -> frozenset[str]:
    """What a source both denies and says."""
    return frozenset(one for one in source.denied if _bare(source.text, one))


def _bare(text: str, word: str) -> bool:
    """Whether a text says it without denying it."""
    return word in DENIED.sub("", text)


def _weighs(sentence: str) -> bool:
    told = _read(sentence)
    return bool(told.figures or told.modal or told.denied)


def _is_said(ours: str, kept: Iterable[str]) -> bool:
    wanted = _read(ours)
    told = _read("。".join(kept))
    return (
        wanted.figures <= told.figures
        and wanted.modal <= told.modal
        and wanted.denied <= told.denied
        and _share(wanted.signs, told.signs) >= SAID_AGAIN
    )


@lru_cache(maxsize=500)
def _read(text: str) -> _Read:
    signs = [one for one in CHINESE.findall(text) if one not in LITTLE]
    return _Read(
        text,
        figures(text),
        frozenset(found.lastgroup or "" for found in MODAL.finditer(text)),
        frozenset(DENIED.findall(text)),
        frozenset(signs),
        frozenset(map("".join, pairwise(signs))),
    )


def _share(told: frozenset[str], source: frozenset[str]) -> float:
    return len(told & source) / len(told) if told else 0.0


def _sentences(text: str) -> list[str]:
    return [found for one in SENTENCE.findall(text) if (found := one.strip())]


def _windows(text: str) -> Iterator[str]:
    """One sentence, and two that stand together."""
    held = _sentences(text)
    yield from held
    yield from (f"{one}{other}" for one, other in pairwise(held))
