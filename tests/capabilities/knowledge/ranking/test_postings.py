import numpy as np

from santai.capabilities.knowledge.ranking.postings import Postings, best
from santai.capabilities.knowledge.ranking.text import grams


def test_the_weight_is_that_of_the_bm25_formula() -> None:
    """Two texts of three and one terms; 狗 is in the first twice: idf ln(1 + 1.5/1.5), tf 2·2.2/(2 + 1.2·1.5)."""
    postings = Postings.build(["狗，狗，猫", "猫"], grams)

    scores = postings.scores(postings.query(grams("狗")))

    damping = 1.2 * (0.25 + 0.75 * 3 / 2)
    expected = np.log(2) * 2 * 2.2 / (2 + damping)
    assert [round(float(score), 2) for score in scores] == [round(float(expected), 2), 0]


def test_a_term_that_no_text_holds_counts_nothing() -> None:
    postings = Postings.build(["狗", "猫"], grams)

    assert postings.scores(postings.query(grams("鱼"))).tolist() == [0, 0]


def test_nothing_is_found_in_nothing() -> None:
    postings = Postings.build([], grams)

    assert len(postings.scores(postings.query(grams("狗")))) == 0


def test_the_best_come_first_and_of_equals_the_earlier() -> None:
    scores = np.array([1, 3, 0, 3, 2], np.float32)

    assert (best(scores, 3).tolist(), best(scores, 99).tolist()) == ([1, 3, 4], [1, 3, 4, 0])
