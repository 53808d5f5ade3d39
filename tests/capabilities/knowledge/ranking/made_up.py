"""A small library of made-up laws, in our own words, and questions people might ask of it."""

from santai.capabilities.knowledge.ranking import Piece

LAWS: dict[str, tuple[str, dict[str, list[str]]]] = {
    "三台工钱法": (
        "社会法",
        {
            "第一章 总则": [
                "为了让做工的人按时拿到劳动报酬，写下这些规则。",
                "三台境内的用人单位和做工的人都要遵守。",
            ],
            "第二章 发放": [
                "用人单位应当每月足额支付劳动报酬，不得克扣，不得无故拖欠。",
                "包工头逃匿的，由总承包单位先行清偿拖欠的劳动报酬。",
                "加班的，按照约定标准的一倍半支付加班费。",
            ],
        },
    ),
    "三台家庭法": (
        "民法",
        {
            "第一章 婚姻": [
                "夫妻自愿离婚的，应当签订书面协议并到登记机关申请。",
                "一方提出离婚的，调解无效而感情确已破裂的，应当准予离婚。",
                "离婚后，未满两周岁的子女由母亲直接抚养为原则。",
            ],
            "第二章 继承": [
                "遗产按照配偶、子女、父母为第一顺序继承。",
                "立有遗嘱的，按照遗嘱继承。",
            ],
        },
    ),
    "三台邻里法": (
        "民法",
        {
            "第一章 相邻": [
                "建造房屋不得妨碍相邻房屋的通风、采光和日照。",
                "饲养动物造成他人损害的，饲养人应当承担侵权责任。",
            ],
        },
    ),
}
NUMBERS = "一二三四五六七八九十"


def pieces() -> list[Piece]:
    return [piece for law in LAWS for piece in articles(law)]


def articles(law: str) -> list[Piece]:
    branch, chapters = LAWS[law]
    texts = [(heading, text) for heading, held in chapters.items() for text in held]
    return [
        Piece(f"{law}-{at}", law, heading, f"第{NUMBERS[at]}条", text, branch=branch)
        for at, (heading, text) in enumerate(texts)
    ]
