from __future__ import annotations

import pickle

import pytest

import normalizer_boilerplate
from normalizer import Config, Document, Pipeline
from normalizer_boilerplate import Boilerplate, clean_lines, clean_text

from .articles import BODY, TITLE, article


def clean(text: str, **options: object) -> Document:
    from normalizer_article import Article

    return Pipeline(plugins=[Article(), Boilerplate(**options)]).clean(text)  # type: ignore[arg-type]


def removed(document: Document) -> dict[str, str]:
    assert not document.failures
    return {block.text: block.class_ for block in document.removed}


@pytest.mark.parametrize(
    ("line", "class_"),
    [
        ("Go to home page", "navigation"),
        ("Back to top", "navigation"),
        ("Leave a Reply", "comment_form"),
        ("Be the first to comment", "comment_form"),
        ("Your email address will not be published. Required fields are marked *", "comment_form"),
        ("Subscribe to our newsletter and never miss a story", "subscribe"),
        ("Melden Sie sich für unseren Newsletter an", "subscribe"),
        ("Share on Facebook", "share"),
        ("Unser Newsletter kommt jeden Morgen. Hier geht's zur Anmeldung", "subscribe"),
        ("Powered by WordPress", "legal"),
        ("Article réservé aux abonnés", "subscribe"),
        ("Contenuto riservato agli abbonati", "subscribe"),
        ("Laissez un commentaire", "comment_form"),
        ("También te puede interesar", "related"),
        ("Deixe um comentário", "comment_form"),
        ("Leggi anche", "related"),
        ("Czytaj także", "related"),
        ("Читайте также", "related"),
        ("Διαβάστε επίσης", "related"),
        ("İlginizi çekebilir", "related"),
        ("发表评论", "comment_form"),
        ("関連記事", "related"),
        ("اقرأ أيضاً", "related"),
        ("Advertisement", "advert"),
        ("© 2024 Harbour Times. All rights reserved.", "legal"),
        ("The rest of the text below the video.", "placeholder"),
        ("clear", "placeholder"),
        ("*", "placeholder"),
    ],
)
def test_line_that_says_what_it_is_goes(line: str, class_: str) -> None:
    document = clean(article(line))
    assert removed(document) == {line: class_}
    assert [block.text for block in document.blocks] == [TITLE, *BODY]


def test_article_without_boilerplate_is_left_as_it_is() -> None:
    text = article()
    document = clean(text)
    assert document.text == text
    assert not document.removed
    assert clean_text(text) == text


@pytest.mark.parametrize(
    "inside",
    [
        ("What happens next",),
        ("A light for the boats",),
        ("• The stairs come first", "• The lamp comes from Norway", "• The museum stays open"),
        ("What will it cost?",),
        ("“It is our light.”",),
    ],
)
def test_subheadings_bullets_and_short_sentences_in_the_body_stay(inside: tuple[str, ...]) -> None:
    document = clean(article(inside=inside))
    assert not document.removed


def test_a_heading_takes_what_follows_with_it() -> None:
    teasers = ("Check Also", "Bakers fear for their flour", "The price of flour rose by a tenth in one month. …")
    document = clean(article(*teasers))
    assert removed(document) == dict.fromkeys(teasers, "related")


def test_author_box_goes_and_its_name_stays_as_author() -> None:
    box = ("About Nora Lind", "She came to the sea as a child and has written on boats and ropes ever since.")
    document = clean(article(*box))
    assert removed(document) == dict.fromkeys(box, "author_bio")
    assert document.authors == ("Nora Lind",)


def test_comments_under_their_heading_go() -> None:
    comments = ("Comments (2)", "I have seen it and it was lovely.", "Who pays for all of this in the end?")
    document = clean(article(*comments))
    assert set(removed(document)) == set(comments)


def test_headline_of_another_story_at_the_end_goes() -> None:
    line = "Singer Cancels Desert Tour After Quarrel With Her Orchestra Over Silver Trumpets"
    document = clean(article(line))
    assert removed(document) == {line: "related"}


def test_repeated_title_goes_and_the_title_stays() -> None:
    document = clean(article(before=(), inside=()).replace(TITLE, f"{TITLE}\n\n{TITLE}", 1))
    assert removed(document) == {TITLE: "duplicate_title"}
    assert document.text.startswith(TITLE)


def test_date_line_above_the_body_goes() -> None:
    text = "\n\n".join([TITLE, "5 March 2021 10:30", *BODY])
    assert removed(clean(text)) == {"5 March 2021 10:30": "date_line"}


@pytest.mark.parametrize(
    ("line", "field", "value"),
    [
        ("Photo credit: Reuters", "photo_credits", ("Reuters",)),
        ("Foto: Anna Berg", "photo_credits", ("Anna Berg",)),
        ("Editing: Nora Lind", "editors", ("Nora Lind",)),
        ("Edited by Nora Lind and Per Dahl", "editors", ("Nora Lind", "Per Dahl")),
        ("Redakcja: Nora Lind", "editors", ("Nora Lind",)),
        ("Original article on harbour.example website", "original_source", "harbour.example"),
        ("This article was first published in The Harbour Times.", "original_source", "The Harbour Times"),
        ("Source: AFP", "agency", "AFP"),
    ],
)
def test_credit_goes_and_its_value_is_kept_with_its_evidence(line: str, field: str, value: object) -> None:
    document = clean(article(line))
    assert removed(document) == {line: "credit"}
    assert getattr(document, field) == value
    entry = next(e for step in document.ledger for e in step.entries if getattr(e, "field", "") == field)
    assert entry.evidence == line  # type: ignore[union-attr]


def test_flag_mode_leaves_the_text_alone() -> None:
    text = article("Leave a Reply")
    document = clean(text, mode="flag")
    assert document.text == text
    assert [(flag.class_, flag.block) for flag in document.flags] == [("comment_form", document.blocks[-1].id)]


def test_classes_to_keep_stay() -> None:
    assert not clean(article("Photo credit: Reuters"), keep=("credit",)).removed


def test_min_confidence_of_one_removes_nothing() -> None:
    assert not clean(article("Leave a Reply"), min_confidence=1.0).removed


def test_too_much_boilerplate_is_flagged_and_stays() -> None:
    text = "\n\n".join(["Leave a Reply", "Share on Facebook", "Advertisement"])
    document = clean(text)
    assert document.text == text
    assert document.flags[0].rule == "too-much"
    assert len(document.flags) == 4


def test_further_cues_as_phrases_and_files(tmp_path: object) -> None:
    line = "Ring the harbour bell for more"
    assert not clean(article(line, BODY[0])).removed
    assert removed(clean(article(line), cues=("advert!: ring the harbour bell",))) == {line: "advert"}
    path = tmp_path / "cues.txt"  # type: ignore[operator]
    path.write_text("# ours\n[advert!]\nring the harbour bell\n", "utf-8")
    assert removed(clean(article(line), cues=(str(path),))) == {line: "advert"}


@pytest.mark.parametrize("cues", ["no-such-file.txt", "advert"])
def test_cue_file_that_is_not_there_is_an_error_that_names_it(cues: str) -> None:
    with pytest.raises(ValueError, match=cues):
        Boilerplate(cues=(cues,))


def test_cue_file_with_an_unknown_class_is_an_error_that_names_the_line(tmp_path: object) -> None:
    path = tmp_path / "cues.txt"  # type: ignore[operator]
    path.write_text("[adverts]\nbuy\n", "utf-8")
    with pytest.raises(normalizer_boilerplate.CueFileError, match="line 1: no class 'adverts'"):
        Boilerplate(cues=(str(path),))


@pytest.mark.parametrize(
    "text", ["Hello world.\n\nThis is a test", "Storm\n\nIt came at night.\n\nIt went.", "Hello", "你好。", "A\n\nB"]
)
def test_texts_that_say_little_stay(text: str) -> None:
    assert clean_text(text) == text


def test_every_decision_says_why() -> None:
    for decision in filter(None, clean_lines(article("Leave a Reply", "Check Also", "A teaser").split("\n\n"))):
        assert decision.class_
        assert decision.rule
        assert decision.reason
        assert 0 < decision.confidence <= 1


def test_html_loses_only_what_strong_cues_name() -> None:
    inner = "".join(f"<p>{line}</p>" for line in [*BODY, "Leave a Reply", "A line about something else"])
    document = Pipeline(Config()).clean(f"<html><body><article><h1>{TITLE}</h1>{inner}</article></body></html>")
    assert "A line about something else" in document.text
    assert "Leave a Reply" not in document.text


def test_plugin_can_be_pickled() -> None:
    copy = pickle.loads(pickle.dumps(Boilerplate(keep=("credit",))))
    assert copy.keep == ("credit",)
