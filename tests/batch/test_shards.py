"""Shards of a run, joined, are what one run would have written."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from normalizer import Config, ConfigError
from normalizer.batch import merge, run
from normalizer.batch.plan import InputFile, Plan, shard

from .helpers import BUNDLED, contents, write_lines

PLAIN = Config(disable=BUNDLED)


@given(st.lists(st.integers(0, 10_000), max_size=30), st.integers(1, 9))
def test_every_file_is_in_one_shard_in_order(sizes: list[int], of: int) -> None:
    whole = Plan(tuple(InputFile(str(n), str(n), size) for n, size in enumerate(sizes)))
    parts = [shard(whole, number, of).files for number in range(1, of + 1)]
    assert tuple(file for part in parts for file in part) == whole.files


def test_joined_shards_are_one_run(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for name in "abcde":
        write_lines(
            folder / f"{name}.jsonl", {"id": "same", "text": f"From {name}."}, {"id": name, "text": "x"}, b"bad"
        )
        (folder / f"{name}.txt").write_text("" if name == "c" else f"Text {name}.", "utf-8")
    run([folder], tmp_path / "whole", config=PLAIN, workers=1)
    parts = []
    for number in (3, 1, 2):
        parts.append(tmp_path / f"part{number}")
        run([folder], parts[-1], config=PLAIN, workers=1, shard=(number, 3))
    merge(parts, tmp_path / "joined")
    assert contents(tmp_path / "joined") == contents(tmp_path / "whole")
    with pytest.raises(ConfigError, match="missing: shard 1/3"):
        merge([parts[0], parts[2]], tmp_path / "other")
    with pytest.raises(ConfigError, match="twice"):
        merge([*parts, parts[0]], tmp_path / "other")
    with pytest.raises(ConfigError, match="not the output of a whole shard"):
        merge([tmp_path / "whole"], tmp_path / "other")
    with pytest.raises(ConfigError, match="output already"):
        merge(parts, tmp_path / "joined")
    assert not (tmp_path / "other").exists()
