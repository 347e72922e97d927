"""What run this is, and what it read and wrote: its identity while it goes on, its manifest when it is whole."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec
from msgspec import structs
from msgspec.structs import replace

from normalizer._version import __version__
from normalizer.batch.duplicates import Duplicates
from normalizer.batch.options import Options
from normalizer.batch.parts import Layout
from normalizer.batch.plan import InputFile, Plan
from normalizer.batch.summary import Summary
from normalizer.pipeline import Pipeline

#: What must be the same in all shards of a run.
SAME = ("version", "plugins", "plugin files", "input files", "configuration", "two passes", "reading", "writing")
_COUNTS = ("records", "documents", "quarantined", "skipped", "dropped")


def identity(pipeline: Pipeline, files: Plan, options: Options, shape: Layout) -> dict[str, object]:
    """Say what run this is: everything that the output depends on."""
    config = pipeline.config
    learned = _digest(Path(config.learned).read_bytes()) if config.learned else ""
    inputs = [(file.name, file.size, file.changed, file.reason) for file in files.files]
    return {
        "version": __version__,
        "plugins": {one.name: one.version for one in pipeline.plugins},
        "plugin files": [_digest(Path(file).read_bytes()) for file in config.plugin_files],
        "input files": {one.name: found for one in pipeline.plugins if (found := _digests(one.plugin))},
        "configuration": msgspec.json.decode(msgspec.json.encode(replace(config, learned=learned), enc_hook=str)),
        "two passes": options.two_pass,
        "reading": msgspec.to_builtins(
            {**structs.asdict(options.read), "from": options.reader, "limit": options.limit, "sample": options.sample}
        ),
        "writing": writing(shape, options.duplicates),
        "inputs": _digest(msgspec.json.encode(inputs)),
        "shard": options.shard,
        "stdin": files.has_stdin,
    }


def writing(shape: Layout, duplicates: Duplicates) -> dict[str, object]:
    """Say how the documents are written."""
    return {
        "to": shape.writer.name,
        "compress": shape.compress,
        "part_bytes": shape.part_bytes,
        "part_documents": shape.part_documents,
        "duplicates": duplicates,
    }


def manifest(
    own: Mapping[str, object], files: Plan, read: Mapping[int, tuple[int, str]], summary: Summary
) -> dict[str, object]:
    """Say what a run read with which configuration, and what it counted; the outputs are added when they are whole.

    Args:
        own: the run's identity.
        files: what was to be read.
        read: the sizes and checksums of files that were read to their ends, by their places in the plan.
        summary: what was counted.

    """
    same = {name: own[name] for name in SAME}
    versions = {name: own[name] for name in ("version", "plugins", "plugin files", "input files")}
    return {
        **same,
        "hashes": {
            "configuration": _digest(msgspec.json.encode(own["configuration"], order="sorted")),
            "versions": _digest(msgspec.json.encode(versions, order="sorted")),
        },
        "shard": own["shard"],
        "inputs": [_input(file, *read.get(number, (file.size, None))) for number, file in enumerate(files.files)],
        "ignored": files.ignored,
        **{name: getattr(summary, name) for name in _COUNTS},
    }


def _input(file: InputFile, size: int, sha256: str | None) -> dict[str, object]:
    return {"name": file.name, "size": size, "sha256": sha256, "problem": file.reason or None}


def joined(manifests: list[dict[str, Any]], how: Mapping[str, object], summary: Summary) -> dict[str, object]:
    """Give the manifest of a run out of those of its shards, in their order, and of how the whole is written."""
    return {
        **{name: value for name, value in manifests[0].items() if name != "outputs"},
        "writing": how,
        "shard": None,
        "inputs": [file for one in manifests for file in one["inputs"]],
        **{name: getattr(summary, name) for name in _COUNTS},
    }


def _digests(plugin: object) -> list[str]:
    """Give what stands for the content of the files that a plugin says it reads (``input_files``)."""
    files = getattr(plugin, "input_files", ())
    return [_digest(Path(file).read_bytes()) for file in files] if isinstance(files, tuple) else []


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
