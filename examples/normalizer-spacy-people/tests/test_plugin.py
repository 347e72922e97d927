"""No model is downloaded: the tests make a small one, which finds people by patterns, with spaCy itself."""

from pathlib import Path

import pytest

spacy = pytest.importorskip("spacy", reason="spaCy is not installed: pip install '.[test]'")

from normalizer_spacy_people import SpacyPeople, full_names  # noqa: E402

from normalizer import Pipeline, PluginError  # noqa: E402
from normalizer.testing import PluginContract, assert_sound  # noqa: E402

TEXT = "Ingrid Solheim opened the harbour on Friday.\n\nIt was late, Solheim said. Nobody answered Bram."


@pytest.fixture(scope="session", name="model")
def make_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    language = spacy.blank("en")
    ruler = language.add_pipe("entity_ruler")
    names = ("Ingrid Solheim", "Solheim", "Bram")
    ruler.add_patterns([{"label": "PERSON", "pattern": name} for name in names])
    ruler.add_patterns([{"label": "ORG", "pattern": "Friday"}])
    folder = tmp_path_factory.mktemp("model")
    language.to_disk(folder)
    return folder


class TestContract(PluginContract):
    examples = (TEXT,)

    @pytest.fixture(autouse=True)
    def chosen(self, model: Path) -> None:
        type(self).made = SpacyPeople(model=str(model))

    def plugin(self) -> SpacyPeople:
        return SpacyPeople(model=self.made.model)


def test_people_are_linked_and_a_surname_belongs_to_its_full_name(model: Path) -> None:
    document = Pipeline(plugins=[SpacyPeople(model=str(model))]).clean(TEXT)
    found = {person.name: [(one.surface, one.form) for one in person.mentions] for person in document.people}
    assert found == {"Ingrid Solheim": [("Ingrid Solheim", "full"), ("Solheim", "surname")], "Bram": [("Bram", "full")]}
    assert document.text == TEXT
    assert_sound(document, TEXT)


def test_surnames_of_two_people_stay_apart() -> None:
    assert full_names(["Ingrid Solheim", "Olav Solheim", "Solheim", "Bram Vos"]) == {"Vos": "Bram Vos"}


def test_documents_in_other_languages_are_left_alone(model: Path) -> None:
    german = "Ingrid Solheim hat am Freitag den Hafen er\u00f6ffnet, und es war schon sehr sp\u00e4t f\u00fcr alle."
    options: dict[str, object] = {"model": str(model)}
    for only, number in ((True, 0), (False, 1)):
        options["only_its_language"] = only
        config = {"enable": ["spacy-people"], "disable": ["names"], "plugins": {"spacy-people": options}}
        document = Pipeline(config).clean(f'<html lang="de"><body><p>{german}</p></body></html>')
        assert (document.language, len(document.people), document.failures) == ("de", number, ())


def test_a_model_that_is_an_installed_package_is_found(
    model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "en_test_people"
    data = package / "en_test_people-1.0.0"
    package.mkdir()
    language = spacy.load(model)
    language.meta.update(name="test_people", version="1.0.0")
    language.to_disk(data)
    (package / "meta.json").write_bytes((data / "meta.json").read_bytes())
    code = "from spacy.util import load_model_from_init_py\n\ndef load(**more):\n    return load_model_from_init_py("
    (package / "__init__.py").write_text(f"{code}__file__, **more)\n", "utf-8")
    about = tmp_path / "en_test_people-1.0.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: en_test_people\nVersion: 1.0.0\n", "utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    document = Pipeline(plugins=[SpacyPeople(model="en_test_people")]).clean(TEXT)
    assert document.failures == ()
    assert [person.name for person in document.people] == ["Ingrid Solheim", "Bram"]


@pytest.mark.parametrize("name", ["en_no_such_model", "no/such/folder", ""])
def test_a_missing_model_is_told_with_what_to_do(name: str) -> None:
    config = {"enable": ["spacy-people"], "plugins": {"spacy-people": {"model": name}}}
    with pytest.raises(PluginError, match=rf"no model '{name}': python -m spacy download"):
        Pipeline(config)


def test_missing_spacy_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(ValueError, match="pip install 'normalizer-spacy-people"):
        SpacyPeople()


def test_it_is_off_until_it_is_enabled() -> None:
    assert "spacy-people" not in [one.name for one in Pipeline().plugins]
