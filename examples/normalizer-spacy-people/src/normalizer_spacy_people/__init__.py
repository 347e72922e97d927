"""People as one of spaCy's models finds them, beside those that the rules of the bundled plugin know."""

import importlib.util
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from normalizer import Document, Link, hookimpl, plugin

#: What the models call a person: PERSON (OntoNotes), PER (Wikipedia, and most languages but English).
LABELS = ("PERSON", "PER")
#: Parts of a model that finding people does not need.
UNUSED = ("parser", "attribute_ruler", "lemmatizer")


# Off until somebody asks for it (--enable spacy-people), as a model is large and has to be chosen.
@plugin(after=["names"], enabled=False)
class SpacyPeople:
    """Link the people that a model of spaCy finds, where no other plugin has found one."""

    #: An installed package, such as "en_core_web_sm" or "de_core_news_md", or a folder that spaCy wrote.
    model: str = "en_core_web_sm"
    #: Leave documents alone that are in another language than the model's.
    only_its_language: bool = True

    def __post_init__(self) -> None:
        """Say at once what is missing, and not with the first document; spaCy itself is not loaded yet."""
        if importlib.util.find_spec("spacy") is None:
            raise ValueError("spaCy is not installed: pip install 'normalizer-spacy-people[spacy]'")
        if not Path(self.model, "config.cfg").is_file() and not _is_package(self.model):
            raise ValueError(
                f"there is no model '{self.model}': python -m spacy download {self.model}, or name an installed one "
                f"(python -m spacy info lists them) or a folder with the option 'model'"
            )

    @hookimpl
    def find_people(self, document: Document) -> Iterable[Link]:
        """Link each entity that is a person; a surname alone belongs to the one full name that ends in it."""
        model = load(self.model)
        if self.only_its_language and document.language not in (None, model.lang):
            return
        # Overlong texts are refused by spaCy; the host sees to what a document may cost.
        blocks = [block for block in document.blocks if len(block.text) <= model.max_length]
        parsed = zip(blocks, model.pipe(block.text for block in blocks), strict=True)
        found = [(block, entity) for block, text in parsed for entity in text.ents if entity.label_ in LABELS]
        people = {person.name for person in document.people} | {" ".join(entity.text.split()) for _, entity in found}
        whole = full_names(people)
        for block, entity in found:
            name = " ".join(entity.text.split())
            person = whole.get(name, name)
            form = "full" if person == name else "surname"
            yield Link(block, entity.start_char, entity.end_char, person, rule="entity", form=form, confidence=0.8)


def full_names(names: Iterable[str]) -> dict[str, str]:
    """Give the full name for each surname that ends exactly one of the names."""
    ending: dict[str, set[str]] = {}
    for name in names:
        _, space, surname = name.rpartition(" ")
        if space:
            ending.setdefault(surname, set()).add(name)
    return {surname: full.pop() for surname, full in ending.items() if len(full) == 1}


@cache
def load(model: str) -> Any:
    """Load a model, once in each process: outside the plugin, so that the plugin can be sent to workers."""
    import spacy  # noqa: PLC0415 - takes a second

    return spacy.load(model, exclude=UNUSED)


def _is_package(name: str) -> bool:
    return name.isidentifier() and importlib.util.find_spec(name) is not None
