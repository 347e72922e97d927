"""Compressed and endless streams: what is whole is read, the rest is said."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma

import pytest
from hypothesis import given
from hypothesis import strategies as st

from normalizer.formats import BadRecord
from normalizer.formats.streams import MAX_KEPT, lines, opened, whole

COMPRESSORS = {"gzip": gzip.compress, "bz2": bz2.compress, "xz": lzma.compress}


def read(data: bytes) -> tuple[bytes, str]:
    stream, compressed = opened(io.BytesIO(data))
    content = stream.read()
    return content, compressed.problem[0] if compressed and compressed.problem else ""


@given(st.binary(max_size=5000), st.sampled_from(sorted(COMPRESSORS)), st.integers(1, 3))
def test_what_was_compressed_comes_back(data: bytes, name: str, members: int) -> None:
    assert read(COMPRESSORS[name](data) * members) == (data * members, "")


@given(st.binary(max_size=3000))
def test_what_is_not_compressed_passes(data: bytes) -> None:
    if not data.startswith((b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"\x28\xb5\x2f\xfd")):
        assert read(data) == (data, "")


@pytest.mark.parametrize("name", sorted(COMPRESSORS))
def test_a_cut_file_gives_what_was_before_the_cut(name: str) -> None:
    data = "".join(f"line {n} {n * 7919 % 1000003}\n" for n in range(20_000)).encode()
    content, problem = read(COMPRESSORS[name](data)[:-30])
    assert problem == "truncated"
    assert data.startswith(content)
    assert len(content) > len(data) / 2 or name == "bz2"


@pytest.mark.parametrize("size", [20, 3000, 200_000])
def test_a_wrong_checksum_costs_no_data(size: int) -> None:
    data = "".join(f"line {n} {n * 7919 % 1000003}\n" for n in range(size)).encode()
    compressed = bytearray(gzip.compress(data))
    compressed[-8] ^= 1
    assert read(bytes(compressed)) == (data, "corrupt")
    assert read(gzip.compress(b"first\n") + compressed) == (b"first\n" + data, "corrupt")


@given(st.integers(0, 1999), st.integers(0, 7))
def test_a_flipped_bit_never_raises(at: int, bit: int) -> None:
    data = bytearray(gzip.compress(bytes(n * 31 % 251 for n in range(4000)), mtime=0))
    data[at % len(data)] ^= 1 << bit
    read(bytes(data))


def test_garbage_after_the_end_is_said() -> None:
    assert read(gzip.compress(b"text\n") + b"garbage") == (b"text\n", "trailing-garbage")
    assert read(gzip.compress(b"text\n") + bytes(20)) == (b"text\n", "")


def test_a_bomb_is_stopped_early() -> None:
    content, problem = read(gzip.compress(bytes(1 << 26)))
    assert problem == "decompression-bomb"
    assert len(content) < 1 << 22


@given(st.lists(st.binary(max_size=40).map(lambda line: line.replace(b"\n", b"")), max_size=8), st.booleans())
def test_lines_are_complete_and_know_their_place(given_lines: list[bytes], ended: bool) -> None:
    data = b"\n".join(given_lines) + (b"\n" if ended else b"")
    found = list(lines(io.BytesIO(data), 1000))
    assert b"".join(line.data for line in found) == data
    assert all(data[line.offset :].startswith(line.data) for line in found)
    assert [line.number for line in found] == list(range(1, len(found) + 1))


def test_a_line_that_is_too_long_is_cut_and_the_next_is_whole() -> None:
    found = list(lines(io.BytesIO(b"a\n" + b"b" * 300_000 + b"\nc\n"), 200_000))
    assert [(line.data[:2], line.cut) for line in found] == [(b"a\n", False), (b"bb", True), (b"c\n", False)]
    assert len(found[1].data) == MAX_KEPT
    assert found[2].offset == 300_003


def test_a_file_that_is_too_long_is_refused() -> None:
    assert whole(io.BytesIO(b"abc"), 3) == b"abc"
    refused = whole(io.BytesIO(b"abcd"), 3)
    assert isinstance(refused, BadRecord)
    assert refused.reason == "too-long"
