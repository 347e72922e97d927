"""Configuration from a file, the environment and the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from normalizer import Config, ConfigError
from normalizer.config import (
    find_file,
    from_environment,
    from_mapping,
    from_settings,
    layers,
    merged,
    read_file,
    readings,
)


def test_file_environment_and_command_line_in_rising_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "normalizer.toml").write_text(
        'disable = ["names"]\nplugin_files = ["local.py"]\n[plugins.repair]\na = 1\nb = 1\nc = 1\n', "utf-8"
    )
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NORMALIZER_ENABLE", "names")
    monkeypatch.setenv("NORMALIZER_SET", "repair.b=2; repair.c=2")
    config = merged(layers(settings=["repair.c=3"], disable=["article"]))
    assert config.enable == ("names",)
    assert config.disable == ("article",)
    assert config.plugin_files == (str(tmp_path / "local.py"),)
    assert [readings(v)[0] for v in config.plugins["repair"].values()] == [1, 2, 3]


def test_pyproject_is_read_if_it_has_the_table(tmp_path: Path) -> None:
    folder = tmp_path / "a" / "b"
    folder.mkdir(parents=True)
    (tmp_path / "pyproject.toml").write_text('[tool.normalizer]\ndisable = ["names"]\n', "utf-8")
    (tmp_path / "a" / "pyproject.toml").write_text('[project]\nname = "x"\n', "utf-8")
    found = find_file(folder)
    assert found == tmp_path / "pyproject.toml"
    assert read_file(found) == Config(disable=("names",))


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"disabel": []}, "here: no setting 'disabel'; did you mean 'disable'"),
        ({"names": {"rewrite": "never"}}, r"options of a plugin go under \[plugins.names\]"),
        ({"disable": "names"}, "here: Expected `array`, got `str`"),
        ({"plugins": {"names": 3}}, "plugins"),
    ],
)
def test_a_wrong_setting_is_an_error_that_says_where(values: dict[str, object], message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        from_mapping(values, "here")


@pytest.mark.parametrize("content", [b"disable = [", b"\xff\xfe", b"[[[["])
def test_a_file_that_is_not_toml_is_an_error_that_names_it(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "normalizer.toml"
    file.write_bytes(content)
    with pytest.raises(ConfigError, match=r"normalizer\.toml: not valid TOML"):
        read_file(file)


def test_a_missing_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="can't read the configuration"):
        layers(tmp_path / "none.toml")


@pytest.mark.parametrize("setting", ["names.rewrite", "=x", ".a=1", "names.=1"])
def test_a_setting_of_another_form_is_an_error(setting: str) -> None:
    with pytest.raises(ConfigError, match="is not of the form"):
        from_settings([setting], "--set")


def test_a_setting_may_be_toml_or_text() -> None:
    given = from_settings(["a.x=3", "a.y=never", 'a.z=["p", "q"]', "keep_source=true"], "--set")
    assert given.keep_source is True
    assert [readings(v)[0] for v in given.plugins["a"].values()] == [3, "never", ["p", "q"]]


def test_the_environment_names_plugins_with_commas() -> None:
    config = from_environment({"NORMALIZER_DISABLE": "a, b,", "NORMALIZER_ENABLE": "c"})
    assert (config.disable, config.enable) == (("a", "b"), ("c",))
