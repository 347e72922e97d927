"""Put the outputs of the shards of a run together: what comes out is what one run would have written."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, BinaryIO

import msgspec

from normalizer.batch.output import MANIFEST, QUARANTINE, SUMMARY, Row, checked, sync_folder
from normalizer.batch.state import State
from normalizer.batch.summary import Summary
from normalizer.document import Document
from normalizer.errors import ConfigError

_SAME = ("version", "plugins", "configuration", "reading")


def merge(shards: Iterable[str | Path], output: str | Path) -> Summary:
    """Join the outputs of all shards of a run.

    Args:
        shards: the output folders, in any order; all shards must be there, and whole.
        output: the folder to write to; must not hold output.

    Raises:
        ConfigError: a shard is missing, not whole, there twice, or of another run.

    """
    manifests = _manifests([Path(folder) for folder in shards])
    folders = [folder for folder, _ in manifests]
    target = Path(output)
    documents = manifests[0][1]["outputs"][0]["name"]
    if any((target / name).exists() for name in (documents, QUARANTINE, SUMMARY, MANIFEST)):
        raise ConfigError(f"{target}: there is output already; choose another folder")
    target.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(prefix=".merge-", dir=target))
    try:
        _join(folders, work, documents)
        summary = sum((_summary(folder) for folder in folders), Summary())
        (work / SUMMARY).write_bytes(msgspec.json.encode(summary.steady()) + b"\n")
        outputs = [checked(work / name, name) for name in (documents, QUARANTINE, SUMMARY)]
        joined = _joined_manifest([manifest for _, manifest in manifests], outputs)
        (work / MANIFEST).write_bytes(msgspec.json.encode(joined) + b"\n")
        for name in (documents, QUARANTINE, SUMMARY, MANIFEST):
            (work / name).replace(target / name)
        sync_folder(target)
    finally:
        shutil.rmtree(work)
    return summary


def _manifests(folders: Sequence[Path]) -> list[tuple[Path, dict[str, Any]]]:
    """Read the manifests, and put them in the order of their shards."""
    found: dict[int, tuple[Path, dict[str, Any]]] = {}
    first: dict[str, Any] = {}
    for folder in folders:
        try:
            manifest = msgspec.json.decode((folder / MANIFEST).read_bytes())
            number, of = manifest["shard"]
        except (OSError, msgspec.DecodeError, KeyError, TypeError, ValueError):
            raise ConfigError(f"{folder}: this is not the output of a whole shard (run it again to its end)") from None
        first = first or manifest
        if any(manifest[name] != first[name] for name in _SAME) or of != first["shard"][1]:
            raise ConfigError(f"{folder}: this shard was made with another configuration or division than {folders[0]}")
        if number in found:
            raise ConfigError(f"{folder}: shard {number}/{of} is there twice")
        found[number] = (folder, manifest)
    if not found:
        raise ConfigError("no shards were given")
    of = first["shard"][1]
    missing = ", ".join(f"{number}/{of}" for number in range(1, of + 1) if number not in found)
    if missing:
        raise ConfigError(f"missing: shard {missing}")
    return [found[number] for number in sorted(found)]


def _summary(folder: Path) -> Summary:
    return msgspec.json.decode((folder / SUMMARY).read_bytes(), type=Summary)


def _join(folders: Sequence[Path], work: Path, documents: str) -> None:
    """Join documents and quarantine; a structured document whose identifier an earlier shard has gets its own."""
    state = State(work / "state.sqlite")
    with (work / documents).open("wb") as out, (work / QUARANTINE).open("wb") as held:
        for folder in folders:
            taken: list[str] = []
            with (folder / documents).open("rb") as source:
                if documents == "documents.jsonl":
                    _join_documents(source, out, state, taken)
                else:
                    shutil.copyfileobj(source, out)
            with (folder / QUARANTINE).open("rb") as rows:
                for row in map(msgspec.json.Decoder(Row).decode, rows):
                    identifier = row.id and _free(row.id, row.file, row.record, state)
                    if identifier:
                        taken.append(identifier)
                    held.write(msgspec.json.encode(msgspec.structs.replace(row, id=identifier)) + b"\n")
            for identifier in taken:
                state.take(identifier)
    state.close()
    for file in work.glob("state.sqlite*"):
        file.unlink()


class _Head(msgspec.Struct):
    id: str


def _join_documents(source: BinaryIO, out: BinaryIO, state: State, taken: list[str]) -> None:
    for line in source:
        identifier = msgspec.json.decode(line, type=_Head).id
        if not state.has(identifier):
            out.write(line)
        else:
            document = Document.from_json(line)
            identifier = _free(identifier, document.source.file, document.source.record, state)
            out.write(msgspec.json.encode(msgspec.structs.replace(document, id=identifier)) + b"\n")
        taken.append(identifier)


def _free(identifier: str, file: str | None, record: int | None, state: State) -> str:
    """Give an identifier that no earlier shard has, as one run would have given it."""
    own, tries = identifier, 0
    while state.has(identifier):
        tries += 1
        identifier = f"{own}~{file}:{record or 1}{'+' * (tries - 1)}"
    return identifier


def _joined_manifest(manifests: Sequence[dict[str, Any]], outputs: list[dict[str, object]]) -> dict[str, object]:
    return {
        **manifests[0],
        "shard": None,
        "inputs": [file for manifest in manifests for file in manifest["inputs"]],
        **{
            name: sum(manifest[name] for manifest in manifests)
            for name in ("records", "documents", "quarantined", "skipped")
        },
        "outputs": outputs,
    }
