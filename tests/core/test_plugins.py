"""Declaring, finding, configuring and ordering plugins."""

from __future__ import annotations

from pathlib import Path

import pytest

from normalizer import Config, ConfigError, Pipeline, PluginError, hookimpl, plugin
from normalizer.inspection import look
from normalizer.ordering import order
from normalizer.plugins import declared, discover, hooks, load_all

LOCAL = '''
from normalizer import Document, Drop, hookimpl, plugin

@plugin(after=["repair"])
class ShoutDropper:
    """Drop blocks in capitals."""
    shortest: int = 3
    words: tuple[str, ...] = ("AD",)

    @hookimpl
    def clean_blocks(self, document: Document):
        for block in document.blocks:
            if block.text.isupper() and len(block.text) >= self.shortest:
                yield Drop(block, rule="shout")
'''


@pytest.fixture
def local(tmp_path: Path) -> Path:
    file = tmp_path / "shout.py"
    file.write_text(LOCAL, "utf-8")
    return file


def config(**values: object) -> Config:
    return Config(disable=tuple(n for n in ("article", "boilerplate", "names", "repair")), **values)  # type: ignore[arg-type]


def test_a_local_file_is_a_plugin_with_typed_options(local: Path) -> None:
    made = config(plugin_files=(str(local),), plugins={"shout-dropper": {"shortest": 10, "words": ["X", "Y"]}})
    (loaded,) = load_all(made)
    assert (loaded.name, loaded.summary) == ("shout-dropper", "Drop blocks in capitals.")
    assert loaded.options == {"shortest": 10, "words": ("X", "Y")}
    document = Pipeline(made).clean("BUY NOW\n\nBUY THIS NOW\n\nRain.")
    assert document.text == "BUY NOW\n\nRain."
    assert document.made_by.options == {"shout-dropper": {"shortest": 10, "words": ["X", "Y"]}}


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"shortets": 3}, "no option 'shortets'; did you mean 'shortest'"),
        ({"shortest": "many"}, "option 'shout-dropper.shortest': expected `int`, got `str`"),
        ({"words": "X"}, "expected `array`, got `str`"),
    ],
)
def test_a_wrong_option_is_an_error_with_a_suggestion(local: Path, options: dict[str, object], message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        load_all(config(plugin_files=(str(local),), plugins={"shout-dropper": options}))


@pytest.mark.parametrize("key", ["enable", "disable"])
def test_an_unknown_plugin_is_an_error_with_a_suggestion(key: str) -> None:
    with pytest.raises(ConfigError, match="no plugin 'boilerplat'; did you mean 'boilerplate'"):
        load_all(Config(**{key: ("boilerplat",)}))


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("import nothing_like_this", "ModuleNotFoundError"),
        ("raise SystemExit(3)", "SystemExit"),
        ("x = 1", "no plugin in it"),
        ("def (", "SyntaxError"),
    ],
)
def test_a_broken_file_is_an_error_that_names_it(tmp_path: Path, code: str, message: str) -> None:
    file = tmp_path / "broken.py"
    file.write_text(code, "utf-8")
    with pytest.raises(PluginError, match=message) as error:
        discover([str(file)])
    assert "broken.py" in str(error.value)


def test_the_bundled_plugins_are_found_through_their_entry_points() -> None:
    found = {candidate.name: candidate for candidate in discover()}
    assert {"article", "boilerplate", "names", "repair"} <= set(found)
    assert found["article"].origin.startswith("article-normalizer ")


class Plain:
    """A plugin without options."""

    @hookimpl
    def clean_text(self, document):
        return ()


def named(name: str, **declaration: object) -> object:
    return plugin(name=name, **declaration)(type("Made", (Plain,), {"__doc__": name}))()  # type: ignore[call-overload]


def names(*plugins: object) -> list[str]:
    return [one.name for one in order([declared(p) for p in plugins])]


def test_order_is_by_wish_then_by_name() -> None:
    assert names(named("c"), named("b"), named("a", after=["c"])) == ["b", "c", "a"]
    assert names(named("z", before=["a"]), named("a"), named("m", after=["not there"])) == ["m", "z", "a"]


def test_requires_takes_a_plugin_or_a_capability_and_orders() -> None:
    assert names(named("a", requires=["blocks"]), named("z", provides=["blocks"])) == ["z", "a"]
    with pytest.raises(PluginError, match=r"'a' requires 'blocks'.*--disable a"):
        names(named("a", requires=["blocks"]))


def test_a_circle_is_an_error_that_names_the_plugins() -> None:
    with pytest.raises(PluginError, match=r"circle: .*a.*b"):
        names(named("a", after=["b"]), named("b", after=["a"]))


def test_another_version_of_the_contract_is_refused() -> None:
    from normalizer.plugins import Candidate, load

    made = type(named("old", api=2))
    with pytest.raises(PluginError, match="version 2 of the plugin contract, this is version 1"):
        load(Candidate("old", "1", "somewhere", lambda: made), {})


def test_a_misspelt_hook_is_an_error_with_a_suggestion() -> None:
    class Misspelt:
        """Misspell."""

        @hookimpl
        def clean_blok(self, document):
            return ()

    with pytest.raises(PluginError, match="no hook 'clean_blok'; did you mean 'clean_blocks'"):
        hooks([declared(Misspelt())])


def test_an_unknown_argument_is_an_error() -> None:
    class Greedy:
        """Ask for what is not there."""

        @hookimpl
        def clean_text(self, document, weather):
            return ()

    with pytest.raises(PluginError, match="weather"):
        hooks([declared(Greedy())])


def test_equal_plugins_are_two_plugins() -> None:
    made = plugin(name="one")(type("Made", (Plain,), {}))
    assert made() != made()


def test_a_class_instead_of_an_object_is_an_error() -> None:
    with pytest.raises(PluginError, match="give a plugin object"):
        Pipeline(plugins=[Plain])


def wished(order_: list[str], *plugins: object) -> list[str]:
    return [one.name for one in order([declared(p) for p in plugins], order_)]


def test_the_users_order_wins_over_the_plugins_wishes() -> None:
    first, second, third = named("a", before=["b"]), named("b", after=["a"]), named("c")
    assert wished(["b", "a"], first, second, third) == ["b", "a", "c"]
    assert wished(["c", "not there", "a"], first, second, third) == ["c", "a", "b"]
    made = Pipeline({"order": ["c", "b", "a"]}, plugins=[first, second, third])
    assert [one.name for one in made.plugins] == ["c", "b", "a"]


def test_the_users_order_does_not_break_a_requirement() -> None:
    with pytest.raises(PluginError, match=r"circle: .*'order' in the configuration"):
        wished(["a", "z"], named("a", requires=["z"]), named("z"))


def test_an_unknown_plugin_in_the_users_order_is_an_error_with_a_suggestion() -> None:
    with pytest.raises(ConfigError, match="order: no plugin 'nams'; did you mean 'names'"):
        load_all(Config(order=("nams",)))


def test_the_last_order_that_is_given_holds() -> None:
    assert Config(order=("a", "b")).merged(Config()).order == ("a", "b")
    assert Config(order=("a", "b")).merged(Config(order=("b",))).order == ("b",)


@pytest.mark.parametrize(
    ("version", "advice"), [(0, "install a newer release of the plugin"), (2, "upgrade article-normalizer")]
)
def test_a_plugin_of_another_contract_is_refused_with_what_to_do(version: int, advice: str) -> None:
    from normalizer.plugins import Candidate, load

    with pytest.raises(PluginError, match=advice):
        load(Candidate("other", "1", "somewhere", lambda: type(named("other", api=version))), {})


PICKY = '''
from normalizer import hookimpl, plugin

@plugin(enabled=False)
class Picky:
    """Need a model."""

    #: Which one.
    model: str = "none"

    def __post_init__(self):
        if self.model == "none":
            raise ValueError("there is no model 'none'")

    @hookimpl
    def finish(self, document):
        return ()
'''


def test_a_plugin_that_is_off_by_default_need_not_be_ready(tmp_path: Path) -> None:
    file = tmp_path / "picky.py"
    file.write_text(PICKY, "utf-8")
    files = (str(file),)
    assert "picky" not in [one.name for one in load_all(config(plugin_files=files))]
    with pytest.raises(ConfigError, match="did you mean 'model'"):
        load_all(config(plugin_files=files, plugins={"picky": {"modle": "x"}}))
    with pytest.raises(PluginError, match="there is no model 'none'"):
        load_all(config(plugin_files=files, enable=("picky",)))
    on = config(plugin_files=files, enable=("picky",), plugins={"picky": {"model": "x"}})
    assert "picky" in [one.name for one in load_all(on)]


@pytest.mark.parametrize(
    ("more", "state"),
    [({}, "off"), ({"enable": ("picky",)}, "broken"), ({"plugins": {"picky": {"model": "x"}}}, "off")],
)
def test_one_that_is_off_by_default_is_shown_with_its_options(
    tmp_path: Path, more: dict[str, object], state: str
) -> None:
    file = tmp_path / "picky.py"
    file.write_text(PICKY, "utf-8")
    statuses, _ = look(config(plugin_files=(str(file),), **more))
    (status,) = [one for one in statuses if one.name == "picky"]
    assert (status.state, "no model 'none'" in status.problem) == (state, "plugins" not in more)
    if state == "off":
        assert [(one.name, one.description) for one in status.options] == [("model", "Which one.")]
