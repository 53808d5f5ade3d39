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


# What people say, and the article that answers it. Most of their words stand in no article.
SAID: dict[str, list[str]] = {
    "三台工钱法-2": [
        "老板一直不发工资怎么办",
        "干了三个月活，老板不发工资",
        "厂里欠我工资半年了",
        "工资被老板扣着不给",
        "年底了工资还没到手",
    ],
    "三台工钱法-3": [
        "包工头跑路了，工地的钱找谁要",
        "工头卷钱跑路，我们农民工怎么办",
        "带我们干活的人跑路了，钱没结",
        "包工头电话打不通，人跑路了",
        "工地的工头跑路，大老板说不关他的事",
    ],
    "三台工钱法-4": [
        "天天熬夜干到十点，多给钱吗",
        "周末还叫我去上班，能多拿钱吗",
        "夜里熬夜上班有没有补贴",
        "上班超时，老板不多给钱",
        "放假叫我上班，钱怎么算",
    ],
    "三台家庭法-1": [
        "老公不肯离，我能打官司吗",
        "日子过不下去，他不肯离怎么办",
        "打官司要多久才判离",
        "老婆要离，我不肯离",
        "感情没了，对方不肯离，法院判吗",
    ],
    "三台家庭法-3": [
        "爸爸走了，房子归谁",
        "老人走了，存款几个儿女怎么分",
        "爷爷走了，叔叔说房子没我爸的份",
        "妈妈走了没留下话，房子怎么分",
        "老人去世，儿女争房子",
    ],
    "三台邻里法-1": [
        "被邻居家的狗咬了",
        "狗咬人，打针的钱谁出",
        "小区里遛狗不牵绳，咬了我妈",
        "路上被狗咬伤，找不到主人",
        "邻居的狗咬死我家的鸡",
    ],
}


def answered() -> list[tuple[str, list[str], str]]:
    """Question, keys of the right pieces, answer; the first way of asking each comes first."""
    ways = range(max(len(ways) for ways in SAID.values()))
    return [(said[way], [key], "") for way in ways for key, said in SAID.items()]
