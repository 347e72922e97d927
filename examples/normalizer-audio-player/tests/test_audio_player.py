import pytest
from normalizer_audio_player import AudioPlayer

from normalizer import Pipeline, restore
from normalizer.testing import PluginContract, assert_sound

ARTICLE = "The ferry is back\n\n{}\n\nThe night ferry sailed on Friday for the first time since autumn.\n"


class TestContract(PluginContract):
    plugin = AudioPlayer
    examples = (ARTICLE.format("Listen to this story (4 min)"),)


@pytest.mark.parametrize(
    "line", ["Listen to this story (4 min)", "Listen to this article \u00b7 12 minutes", "0:00 / 4:31"]
)
def test_a_player_line_goes_and_is_explained(line: str) -> None:
    text = ARTICLE.format(line)
    document = Pipeline(plugins=[AudioPlayer()]).clean(text)
    assert line not in document.text
    (gone,) = document.removed
    assert (gone.text, gone.plugin, gone.rule) == (line, "audio-player", "audio-player")
    assert_sound(document, text)


@pytest.mark.parametrize("line", ["Listen to this: nobody came.", "The match ended 3:10 / 4:10 after extra time."])
def test_a_sentence_stays(line: str) -> None:
    assert line in Pipeline(plugins=[AudioPlayer()]).clean(ARTICLE.format(line)).text


def test_phrases_are_an_option() -> None:
    text = ARTICLE.format("H\u00f6ren Sie diesen Artikel")
    document = Pipeline(plugins=[AudioPlayer(phrases=("h\u00f6ren sie diesen artikel",))]).clean(text)
    assert "H\u00f6ren" not in document.text
    assert restore(document) == text


def test_it_is_found_when_installed() -> None:
    pipeline = Pipeline({"plugins": {"audio-player": {"phrases": ["hear it"]}}})
    names = [loaded.name for loaded in pipeline.plugins]
    assert names.index("audio-player") < names.index("boilerplate")
    assert "Hear it" not in pipeline.clean(ARTICLE.format("Hear it")).text
