"""Texts that were saved after they had been read in a wrong encoding: what they should be."""

from __future__ import annotations

import re
import unicodedata
from contextlib import suppress

# Western, Cyrillic and Central European, of Windows, DOS and Mac: what UTF-8 is mistaken for.
PAGES = ("cp1252", "cp1251", "cp1250", "cp1254", "cp1257", "cp866", "cp850", "cp437", "cp852",
         "koi8-r", "mac-roman", "mac-cyrillic")  # fmt: skip
MOST_TIMES = 3  # that a text was saved wrongly, once upon the other
WESTERN = re.compile(r"[À-ÿ]")
FEWEST = 4  # letters of a word that nobody writes with accents on each
LONE = re.compile(rb"([\xc2-\xdf])(?: |$)")  # before a no-break space that was taken for a space
STRANGE = re.compile(
    r"[^\x00-\x7f](?:[^\x00-\x7f]| |$)"
)  # two bytes of a letter, or one and a space
RUSSIAN = re.compile(r"[А-Яа-яЁё0-9 .,()–-]*")
CUT = ("cp1252", "cp1251", "cp1250")  # where such a lone letter is no usual one


def decoded_rightly(text: str) -> str:
    """Return what a text was before its encoding was mistaken, perhaps repeatedly; or nothing."""
    right = text
    for _ in range(MOST_TIMES):
        if not (before := _of_utf8(right) or _of_cyrillic(right)):
            break
        right = before
    return right if right != text and right.isprintable() else ""


def _of_utf8(text: str) -> str:
    """Return a text whose UTF-8 was read in a code page of one byte a letter; or nothing."""
    if not STRANGE.search(text) or RUSSIAN.fullmatch(text):
        return ""
    for page in PAGES:
        data = _bytes_of(text, page)
        for whole in (data, *([_mended(data)] if page in CUT else [])):
            try:
                right = whole.decode("utf-8").strip(" \xa0")
            except UnicodeError:
                continue
            if not right.isascii():
                return right
    return ""


def _mended(data: bytes) -> bytes:
    """Return bytes with the no-break spaces that were lost at an end, or became plain spaces.

    Only where other bytes are UTF-8 beyond doubt, or all that is cut is ``à``.
    """
    cut = set(LONE.findall(data))
    sure = not data.decode("utf-8", "ignore").isascii() or cut == {b"\xc3"}
    return LONE.sub(rb"\1" + b"\xa0", data) if sure else b""


def _bytes_of(text: str, page: str) -> bytes:
    """Return the bytes that are a text in a code page; nothing where it has other letters.

    A byte that the page leaves open is a control character, as browsers and Windows have it.
    """
    with suppress(UnicodeError):
        return text.encode(page)
    data = bytearray()
    if not re.search("[\x80-\x9f]", text):
        return b""
    for letter in text:
        try:
            data += letter.encode(page)
        except UnicodeError:
            if not "\x80" <= letter <= "\xa0":
                return b""
            data.append(ord(letter))
    return bytes(data)


def _of_cyrillic(text: str) -> str:
    """Return a Russian text that was read in the Western code page (``Ìîñêâà``); or nothing."""
    letters = [letter for letter in text if letter.isalpha()]
    if len(letters) < FEWEST or not all(map(WESTERN.fullmatch, letters)):
        return ""
    right = _bytes_of(text, "cp1252").decode("cp1251", "replace")
    cyrillic = (unicodedata.name(c, "").startswith("CYRILLIC") for c in right if c.isalpha())
    return right if right.isprintable() and all(cyrillic) else ""
