"""Spoiling what users write, the same for a seed: bytes of files, words of commands."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

NONSENSE = (
    "", " ", "-1", "0", "1e3", "nan", "inf", "NA", "é", "\u202e", "\ufffd", "\n", "\t",
    "x" * 5000, "9" * 400,
    "=1+1", "@x", "--", "-", "--nope", "%s", "{}", "[]", "'", '"', "1,5", "1.234.567", "1 000",
    "12 p", ":", "true", "null", "../x", "./nowhere", "closed", "russia", "meet.rate", "\u0410",
    "٣", "−1", "#REF!", "1979-05-27",
)  # fmt: skip
ENCODINGS = ("cp1252", "cp1251", "koi8-r", "utf-16", "utf-16-le", "utf-32", "utf-7", "cp037")

Spoil = Callable[[bytes, random.Random], bytes]


def _flip(data: bytes, luck: random.Random) -> bytes:
    at = luck.randrange(len(data))
    return data[:at] + bytes([data[at] ^ 1 << luck.randrange(8)]) + data[at + 1 :]


def _cut(data: bytes, luck: random.Random) -> bytes:
    start = luck.randrange(len(data))
    return data[:start] + data[start + luck.randint(1, 40) :]


def _end(data: bytes, luck: random.Random) -> bytes:
    return data[: luck.randrange(len(data))]


def _repeat(data: bytes, luck: random.Random) -> bytes:
    start = luck.randrange(len(data))
    piece = data[start : start + luck.randint(1, 60)]
    return data[:start] + piece * luck.choice([2, 3, 50]) + data[start:]


def _insert(data: bytes, luck: random.Random) -> bytes:
    at = luck.randrange(len(data))
    return data[:at] + luck.choice(NONSENSE).encode() + data[at:]


def _noise(data: bytes, luck: random.Random) -> bytes:
    at = luck.randrange(len(data))
    return data[:at] + luck.randbytes(luck.randint(1, 8)) + data[at:]


def _encode(data: bytes, luck: random.Random) -> bytes:
    text = data.decode().replace("Capital", "Köln").replace("made up", "выдумано")
    return text.encode(luck.choice(ENCODINGS), "replace")


def _lines(data: bytes, luck: random.Random) -> bytes:
    lines = data.splitlines(keepends=True)
    one, other = luck.randrange(len(lines)), luck.randrange(len(lines))
    match luck.randrange(3):
        case 0:
            lines[one], lines[other] = lines[other], lines[one]
        case 1:
            lines.insert(one, lines[other])
        case _:
            del lines[one]
    return b"".join(lines)


def _word(data: bytes, luck: random.Random) -> bytes:
    """Put nonsense in the place of what is between two separators."""
    text = data.decode()
    marks = [at for at, sign in enumerate(text) if sign in ',;\n="[] ']
    at = luck.randrange(len(marks) - 1)
    return (text[: marks[at] + 1] + luck.choice(NONSENSE) + text[marks[at + 1] :]).encode()


def _separator(data: bytes, luck: random.Random) -> bytes:
    old, new = luck.choice(
        [(",", ";"), (",", "\t"), (".", ","), ("\n", "\r"), ('"', "'"), ("=", ":")]
    )
    return data.replace(old.encode(), new.encode())


WAYS: tuple[Spoil, ...] = (
    _flip, _cut, _end, _repeat, _insert, _noise, _encode, _lines, _word, _word, _word, _separator,
)  # fmt: skip


def spoiled(data: bytes, seed: int) -> bytes:
    """Spoil a file in one to three ways."""
    luck = random.Random(seed)
    for _ in range(luck.randint(1, 3)):
        try:
            data = luck.choice(WAYS)(data, luck)
        except (UnicodeDecodeError, ValueError, IndexError):
            continue  # there is nothing left for this way to spoil
    return data


def spoiled_words(words: Sequence[str], seed: int) -> list[str]:
    """Spoil the words of a command in one to three ways; the first word mostly stays."""
    luck, found = random.Random(seed), list(words)
    for _ in range(luck.randint(1, 3)):
        at = (
            luck.randrange(len(found))
            if found and luck.random() < 0.2
            else luck.randint(1, len(words))
        )
        at = min(at, len(found))
        match luck.randrange(6):
            case 0:
                found.insert(at, luck.choice(NONSENSE))
            case 1:
                found[at : at + 1] = []
            case 2:
                found[at : at + 1] = [luck.choice(NONSENSE)]
            case 3:
                found[at : at + 1] = found[at : at + 1] * 2
            case 4:
                found[at : at + 1] = [word[:-1] for word in found[at : at + 1]]
            case _:
                found[at : at + 1] = [word.swapcase() for word in found[at : at + 1]]
    return found
