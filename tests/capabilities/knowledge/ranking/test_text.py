from santai.capabilities.knowledge.ranking.text import code, grams, split, words


def test_grams_are_every_character_every_pair_and_every_run_of_letters() -> None:
    assert sorted(grams("欠薪 A4").tolist()) == sorted(code(t) for t in ("欠", "薪", "欠薪", "a4"))


def test_no_pair_reaches_across_punctuation() -> None:
    assert code("钱我") not in grams("还钱，我急").tolist()


def test_full_width_letters_read_like_ordinary_ones() -> None:
    assert grams("ＡＢＣ１２").tolist() == grams("abc12").tolist()


def test_words_leave_punctuation_out() -> None:
    assert split("老板跑了，工资没给！") == ["老板", "跑", "了", "工资", "没", "给"]


def test_a_long_word_has_a_code_of_its_own_that_no_short_one_has() -> None:
    codes = {code(t) for t in ("中", "中华", "中华人", "中华人民", "中华人民共和国")}
    assert (len(codes), max(code(t) for t in ("龥龥龥", "zzz")) < 1 << 63) == (5, True)


def test_an_empty_text_has_no_terms() -> None:
    assert (len(grams("")), len(words("……")), len(grams("钱"))) == (0, 0, 1)
