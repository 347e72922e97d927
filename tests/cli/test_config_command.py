"""``config`` shows, writes and describes the configuration."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

import jsonschema
import pytest

from normalizer.cli.config_forms import toml
from normalizer.config import Config, from_mapping

from .test_cli import call

LOCAL = '''
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from normalizer import hookimpl, plugin

@dataclass
class Size:
    width: int = 1

@plugin
class Tidy:
    """Tidy up."""

    #: What stands
    #: before an advertisement.
    label: str = "AD \\"x\\" \\u2019"
    mode: Literal["drop", "flag"] = "drop"
    size: Size = field(default_factory=Size)
    odd: Path = Path("x")
    limits: dict[str, int] = None
    words: tuple[str, ...] = ("a", "b")
    end: int | None = None

    def __post_init__(self):
        self.limits = self.limits or {"a b": 1}

    @hookimpl
    def finish(self, document):
        return ()
'''.replace("limits: dict[str, int] = None", "limits: dict[str, int] | None = None")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "tidy.py").write_text(LOCAL, "utf-8")
    (tmp_path / "normalizer.toml").write_text('plugin_files = ["tidy.py"]\n[plugins.tidy]\nmode = "flag"\n', "utf-8")
    return tmp_path


def shown(folder: Path, *arguments: str, env: dict[str, str] | None = None) -> dict[str, tuple[str, str]]:
    done = call(folder, "config", *arguments, env=env)
    assert done.returncode == 0, done.stderr
    rows = [re.split(r"\s{2,}", line.strip()) for line in done.stdout.decode().splitlines()[1:]]
    return {row[0]: (row[1], row[2]) for row in rows}


def test_every_value_is_shown_with_its_origin(folder: Path) -> None:
    rows = shown(folder, "--set", "tidy.end=3", env={"NORMALIZER_SET": 'tidy.words=["c"];tidy.end=2'})
    file = str(folder / "normalizer.toml")
    assert rows["tidy.mode"] == ('"flag"', file)
    assert rows["tidy.words"] == ('["c"]', "environment")
    assert rows["tidy.end"] == ("3", "command line")
    assert rows["tidy.label"][1] == "default"
    assert rows["keep_source"] == ("false", "default")
    assert rows["disable"][1] == "environment"
    assert rows["plugin_files"][1] == file


def test_a_list_that_several_places_add_to_names_them_all(folder: Path) -> None:
    (folder / "normalizer.toml").write_text('disable = ["names"]\n', "utf-8")
    value, origin = shown(folder, "--disable", "repair", env={"NORMALIZER_DISABLE": "article,boilerplate"})["disable"]
    assert value == '["names", "article", "boilerplate", "repair"]'
    assert origin == f"{folder / 'normalizer.toml'}, environment, command line"


@pytest.mark.parametrize("command", [["config"], ["clean", "tidy.py"]])
@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("labl = 'x'", "no option 'labl'; did you mean 'label'"),
        ("label = 3", "option 'tidy.label': expected `str`, got `int`"),
        ("mode = 'falg'", "did you mean 'flag'? (values: "),
    ],
)
def test_a_wrong_option_is_an_error_with_file_key_and_suggestion(
    folder: Path, command: list[str], line: str, message: str
) -> None:
    (folder / "normalizer.toml").write_text(f'plugin_files = ["tidy.py"]\n[plugins.tidy]\n{line}\n', "utf-8")
    done = call(folder, *command)
    assert done.returncode == 2
    assert message in done.stderr.decode()
    assert f"{folder / 'normalizer.toml'}: " in done.stderr.decode()


@pytest.mark.parametrize("command", [["config"], ["clean", "tidy.py"]])
def test_a_plugin_that_is_not_there_is_an_error_with_its_place(folder: Path, command: list[str]) -> None:
    done = call(folder, *command, env={"NORMALIZER_DISABLE": "nams"})
    assert done.returncode == 2
    assert b"environment: disable: no plugin 'nams'; did you mean 'names'" in done.stderr


def test_the_schema_accepts_what_the_program_accepts_and_refuses_the_rest(folder: Path) -> None:
    done = call(folder, "config", "--schema")
    assert done.returncode == 0, done.stderr
    schema = json.loads(done.stdout)
    jsonschema.Draft202012Validator.check_schema(schema)
    check = jsonschema.Draft202012Validator(schema)
    good = 'disable = ["tidy"]\n[plugins.tidy]\nmode = "drop"\nlimits = {x = 1}\n[plugins.names]\nrewrite = "never"\n'
    assert check.is_valid(tomllib.loads(good))
    for bad in (
        "disabel = []",
        'disable = ["tidi"]',
        "[plugins.tidi]",
        "[plugins.tidy]\nlabl = 'x'",
        "[plugins.tidy]\nlabel = 3",
        "[plugins.tidy]\nmode = 'x'",
        "[plugins.names]\nrewrite = 'sometimes'",
    ):
        assert not check.is_valid(tomllib.loads(bad)), bad
    label = schema["properties"]["plugins"]["properties"]["tidy"]["properties"]["label"]
    assert label["description"] == "What stands before an advertisement."
    size = schema["properties"]["plugins"]["properties"]["tidy"]["properties"]["size"]
    assert size["default"] == {"width": 1}
    assert not check.is_valid(tomllib.loads("[plugins.tidy.size]\nwidth = 'x'"))
    assert label["default"] == 'AD "x" \u2019'


def test_a_new_file_holds_every_setting_and_is_never_overwritten(folder: Path) -> None:
    (folder / "normalizer.toml").unlink()
    done = call(folder, "config", "--init", "--plugin", "tidy.py")
    assert done.returncode == 0, done.stderr
    text = (folder / "normalizer.toml").read_text("utf-8")
    from_mapping(tomllib.loads(text), "init")
    used = re.sub(r"(?m)^#(\w+ = (?!\.\.\.|\(none\)))", r"\1", text)
    values = tomllib.loads(used)
    from_mapping(values, "init, with every setting used")
    assert values["keep_source"] is False
    assert values["plugins"]["tidy"]["words"] == ["a", "b"]
    assert values["plugins"]["tidy"]["label"] == 'AD "x" \u2019'
    assert "# What stands before an advertisement." in text
    again = call(folder, "config", "--init", "--plugin", "tidy.py")
    assert again.returncode == 2
    assert b"is there already" in again.stderr
    assert (folder / "normalizer.toml").read_text("utf-8") == text


@pytest.mark.parametrize("value", ["a\tb\x7f\x01\"'\\ \u2019", 3, True, 1.5, ["x", ["y"]], {"a b": {"c": 1}}, []])
def test_values_are_written_as_toml(value: object) -> None:
    assert tomllib.loads(f"value = {toml(value)}")["value"] == value


def test_every_setting_is_documented() -> None:
    page = (Path(__file__).parent.parent.parent / "docs" / "configuration.md").read_text("utf-8")
    (block,) = re.findall(r"```toml\n(.*?)```", page, re.DOTALL)
    documented = tomllib.loads(block)
    assert set(documented) == set(Config.__struct_fields__)
