"""An answer is cut where a model may put it better, and nowhere else."""

from bot.models import Citation, Draft, Sentence
from bot.writers.layout import Block, lay_out
from tests.builders import the_guide

REFRESH = the_guide().chunk("chatgpt-bad-gateway#refresh", "en")
FIRST, CAUTION = REFRESH.text.split(". ")[0] + ".", "Wait 60-90 seconds before you reload ChatGPT a second time."


def laid_out(*sentences):
    row = Citation(1, REFRESH.id, REFRESH.article, REFRESH.title, None, FIRST, REFRESH.url)
    return lay_out(Draft(tuple(sentences), (row,), ()), the_guide(), "en")


def test_the_guides_words_up_to_their_citation_are_one_block():
    said = (Sentence(FIRST, (), "guide", True), Sentence("More of it.", (1,), "guide"))
    (block,) = laid_out(*said).parts
    assert isinstance(block, Block)
    assert (block.id, block.own, block.text) == (REFRESH.id, said, REFRESH.text)


def test_our_wording_and_the_status_stay():
    said = (Sentence("A status.", (), "status", True), Sentence("Our words.", (), "wording"))
    assert laid_out(*said).parts == said
    assert laid_out(*said).said == said[:1]


def test_a_caution_stays_word_for_word():
    caution = Sentence(CAUTION, (1,), "guide")
    assert laid_out(caution).parts == (caution,)


def test_only_the_first_words_on_a_citation_are_a_block():
    again = Sentence("A tip.", (1,), "guide")
    assert [type(part) for part in laid_out(Sentence(FIRST, (1,), "guide"), again).parts] == [Block, Sentence]
