# ruff: noqa: E501  -- texts, not code
"""Invented people: names, identity numbers that belong to nobody, telephone numbers that ring nowhere."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
GIVEN = "安邦保彬博彩昌超辰诚春聪翠丹德栋恩芳飞凤福刚桂国海涵浩和红宏华怀辉惠吉佳嘉建江杰洁金晶静菊娟军俊凯兰磊莉丽林玲龙璐曼梅美敏明娜宁鹏平萍强琴青清秋荣瑞珊胜诗树爽思松素涛田婷伟文武霞翔晓欣新秀雪雅艳阳瑶义英勇雨玉远云泽珍振志忠卓"
FIRMS = [
    "鹰城明德",
    "中鼎正衡",
    "汝水",
    "应河",
    "尧山信和",
    "白龟山",
    "香山同心",
    "叶公",
    "墨源",
    "三苏",
    "神垕",
    "风穴",
    "石漫滩",
    "滍阳",
    "昭平",
]
STREETS = [
    "建设路",
    "中兴路",
    "光明路",
    "矿工路",
    "湛南路",
    "凌云路",
    "开源路",
    "姚电大道",
    "东环路",
    "平安大道",
]
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)  # GB 11643, ISO 7064 MOD 11-2
CHECKS = "10X98765432"


def person_name(rng: Random) -> str:
    return rng.choice(SURNAMES) + "".join(rng.choices(GIVEN, k=rng.choice((1, 2, 2, 2))))


def identity_number(rng: Random, county: str, born: date) -> str:
    """Eighteen digits with the sequence 000, which the police never issue: nobody's number."""
    body = f"{county[:6]}{born:%Y%m%d}000"
    return (
        body
        + CHECKS[sum(int(digit) * weight for digit, weight in zip(body, WEIGHTS, strict=True)) % 11]
    )


def birthday(rng: Random, today: date) -> date:
    """Between 18 and 88 years old, most of them older than forty."""
    years = rng.choice((18, 25, 32, 38, 45, 48, 52, 55, 58, 62, 66, 70, 75, 80))
    return today - timedelta(days=years * 365 + rng.randrange(3000))


def telephone(rng: Random) -> str:
    """A mobile number in form; 1990000 is kept for tests by nobody but is not in use here."""
    return f"1990{rng.randrange(10**7):07}"
