"""Regions as other systems write them: a code, a name, or names strung together."""

from __future__ import annotations

from santai.capabilities.places.codes import contains, full
from santai.capabilities.places.queries import is_known, search_regions
from santai.kernel.errors import Invalid

MOST = 500  # regions of one name that are looked at
LONGEST = 40
ENDINGS = frozenset(["", "省", "市", "区", "县", "旗", "镇", "乡", "街道", "村"])  # often left out


class Gazetteer:
    """Finds regions, those near `home` first, and remembers what it found."""

    def __init__(self, home: str) -> None:
        self._home = home
        self._known: dict[str, str] = {}

    def code(self, text: str) -> str:
        """The code of the region meant. Raises Invalid when there is none, or more than one."""
        wanted = "".join(text.split())
        if len(wanted) > LONGEST:
            raise Invalid({"region": "地区名太长，请写 12 位代码或从省写起的全称。"})
        if wanted not in self._known:
            self._known[wanted] = (
                self._by_code(wanted) if wanted.isdigit() else self._by_name(wanted)
            )
        return self._known[wanted]

    def _by_code(self, digits: str) -> str:
        try:
            code = full(digits)
        except ValueError as error:
            raise Invalid({"region": str(error)}) from None
        if not is_known(code):
            raise Invalid({"region": f"没有代码是 {digits} 的地区。"})
        return code

    def _by_name(self, text: str) -> str:
        """The longest ending of the text that is a region whose full name ends with the text."""
        for start in range(len(text) - 1):
            name = text[start:]
            found = {
                region.pk: region.full_name
                for region in search_regions(name, under=self._home, limit=MOST)
                or search_regions(name, limit=MOST)
                if region.name.removeprefix(name) in ENDINGS
                and _fits(region.full_name, text[:start])
            }
            if found:
                return self._only(found, text)
        raise Invalid({"region": f"没有找到“{text[:20]}”，请写 12 位代码或从省写起的全称。"})

    def _only(self, found: dict[str, str], text: str) -> str:
        near = {code: name for code, name in found.items() if contains(self._home, code)} or found
        if len(near) > 1:
            names = "、".join(sorted(near.values())[:3])
            raise Invalid(
                {"region": f"有 {len(near)} 个地方叫“{text[:20]}”（{names}…），请写全称或代码。"}
            )
        return next(iter(near))


def _fits(full_name: str, before: str) -> bool:
    """Whether what stands before the name is part of what is around it ("平顶山" of
    "河南省平顶山市").
    """
    return all(sign in full_name for sign in before) and (not before or before[:2] in full_name)
