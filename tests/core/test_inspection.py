"""Looking at plugins that can't be trusted to import."""

from __future__ import annotations

from pathlib import Path

from normalizer import Config
from normalizer.inspection import look

OFF = ("article", "boilerplate", "names", "repair")


def test_a_hanging_import_is_given_up_and_the_others_are_listed(tmp_path: Path) -> None:
    (tmp_path / "hangs.py").write_text("import time\ntime.sleep(600)\n", "utf-8")
    (tmp_path / "works.py").write_text(
        "from normalizer import hookimpl, plugin\n@plugin\nclass Works:\n    '''Work.'''\n    @hookimpl\n"
        "    def finish(self, document):\n        return ()\n",
        "utf-8",
    )
    config = Config(disable=OFF, plugin_files=(str(tmp_path / "hangs.py"), str(tmp_path / "works.py")))
    statuses, problem = look(config, patience=3)
    states = {status.name: status.state for status in statuses}
    assert states["hangs.py"] == "broken"
    assert states["works"] == "on"
    assert all(states[name] == "off" for name in OFF)
    assert problem == ""


def test_the_order_and_what_is_wrong_with_it_are_told(tmp_path: Path) -> None:
    for name, after in (("one", "two"), ("two", "one")):
        (tmp_path / f"{name}.py").write_text(
            f"from normalizer import plugin\n@plugin(name='{name}', after=['{after}'])\nclass P:\n    '''P.'''\n",
            "utf-8",
        )
    files = tuple(str(tmp_path / f"{name}.py") for name in ("one", "two"))
    _, problem = look(Config(disable=OFF, plugin_files=files))
    assert "circle" in problem
