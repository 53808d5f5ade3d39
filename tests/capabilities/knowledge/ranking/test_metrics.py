from santai.capabilities.knowledge.ranking.metrics import measured, recall, reciprocal_rank


def test_recall_is_the_share_of_the_right_ones_among_the_first() -> None:
    assert [recall("abcd", {"b", "d"}, k) for k in (1, 2, 4)] == [0, 0.5, 1]


def test_the_first_right_one_counts_by_its_place_and_only_when_early() -> None:
    found = (reciprocal_rank("abc", {"b", "c"}), reciprocal_rank("abc", {"c"}, 2))

    assert found == (0.5, 0)


def test_means_are_over_all_questions() -> None:
    assert measured(["ab", "cd"], [{"a"}, {"x"}]) == {
        "R@5": 0.5,
        "R@10": 0.5,
        "R@20": 0.5,
        "R@100": 0.5,
        "MRR@10": 0.5,
    }
