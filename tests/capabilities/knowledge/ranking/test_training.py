import pytest

from santai.capabilities.knowledge.ranking import Index, TooFewQuestions
from santai.capabilities.knowledge.ranking.features import NAMES, candidates
from santai.capabilities.knowledge.ranking.memory import Memory
from santai.capabilities.knowledge.ranking.questions import Question
from santai.capabilities.knowledge.ranking.second_look import look
from santai.capabilities.knowledge.ranking.training import learn
from tests.capabilities.knowledge.ranking.made_up import SAID, answered, pieces


@pytest.fixture(scope="module")
def index() -> Index:
    return Index.build(pieces())


@pytest.fixture(scope="module")
def memory(index: Index) -> Memory:
    at = index.position_of
    return Memory(
        index, [Question.of(text, [at[key] for key in keys]) for text, keys, _ in answered()]
    )


def figure(memory: Memory, name: str, text: str, key: str) -> float:
    found = candidates(memory, Question.of(text))
    row = found.positions.tolist().index(memory.index.position_of[key])
    return float(found.figures[row, NAMES.index(name)])


def test_from_too_few_questions_no_order_is_learned(index: Index) -> None:
    with pytest.raises(TooFewQuestions, match="24"):
        learn(index, [Question.of("狗咬人", [0])] * 5)


def test_near_questions_vote_for_their_articles_and_laws(memory: Memory) -> None:
    text = "狗咬了人"
    votes = {key: figure(memory, "votes", text, key) for key in SAID}

    assert max(votes, key=lambda key: votes[key]) == "三台邻里法-1"
    assert figure(memory, "law_votes", text, "三台邻里法-0") == pytest.approx(
        votes["三台邻里法-1"], abs=0.3
    )


def test_a_prior_counts_how_often_an_article_was_an_answer(memory: Memory) -> None:
    seen, never = (figure(memory, "prior", "狗咬了人", f"三台邻里法-{at}") for at in (1, 0))

    assert (round(seen, 3), never) == (1.792, 0)  # ln(1 + 5)


def test_a_question_gains_words_that_only_answers_say(memory: Memory) -> None:
    """Nobody who asks says 劳动报酬; that the article does was learned from who asked about 工资."""
    paid = figure(memory, "associated", "老板不发工资", "三台工钱法-2")
    dog = figure(memory, "associated", "老板不发工资", "三台邻里法-1")

    assert (paid > dog, figure(memory, "words", "工资", "三台工钱法-2")) == (True, 0)


def test_a_question_does_not_support_its_own_articles_while_it_teaches(index: Index) -> None:
    """Two articles answered one question together; for that question the pair says nothing."""
    memory = Memory(index, [Question.of("狗咬人又挡光", [10, 11])])
    found = candidates(memory, Question.of("狗咬人又挡光"))
    at, scores = found.positions, found.figures[:, 0]
    together = look(memory, at, scores).shape[1] - 3

    assert look(memory, at, scores)[:, together].max() > 0
    assert look(memory, at, scores, memory.asked[0].right)[:, together].max() < 1e-6
