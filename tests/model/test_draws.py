"""Draws are those of the published generator, and depend on who, when and what for only."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from interhelix.model import draws
from interhelix.model.compiled import kernel
from interhelix.model.draws import (
    U64,
    draw,
    draw_count,
    draw_dyad,
    draw_normal,
    happens,
    threefry,
)
from tests.model.states import one_draw

WORD = st.integers(0, 2**64 - 1)

# Known answers of Threefry-2x64-13, as published with Random123 (salmon2011).
KNOWN = (
    ((0, 0), (0, 0), (0xF167B032C3B480BD, 0xE91F9FEE4B7A6FB5)),
    ((2**64 - 1,) * 2, (2**64 - 1,) * 2, (0xCCDEC5C917A874B1, 0x4DF53ABCA26CEB01)),
    (
        (0xA4093822299F31D0, 0x082EFA98EC4E6C89),
        (0x243F6A8885A308D3, 0x13198A2E03707344),
        (0xC3AAC71561042993, 0x3FE7AE8801AFF316),
    ),
)


@kernel
def both_words(k0, k1, c0, c1):  # type: ignore[no-untyped-def]
    return threefry(k0, k1, c0, c1)


@kernel
def draw_of_dyad(key, stream, step, a, b):  # type: ignore[no-untyped-def]
    return draw_dyad(key, stream, step, a, b)


@kernel
def uniform_row(key, stream, n):  # type: ignore[no-untyped-def]
    out = np.empty(n)
    for i in range(n):
        out[i] = draw(key, stream, 0, U64(i), U64(0))
    return out


@kernel
def normal_row(key, stream, n):  # type: ignore[no-untyped-def]
    out = np.empty(n)
    for i in range(n):
        out[i] = draw_normal(key, stream, 0, U64(i), U64(0))
    return out


@kernel
def counted(mean, u):  # type: ignore[no-untyped-def]
    return draw_count(mean, u)


@kernel
def happened(chance, key, a):  # type: ignore[no-untyped-def]
    return happens(chance, key, 3, 4, a, U64(0))


@pytest.mark.parametrize(("key", "counter", "answer"), KNOWN)
def test_threefry_gives_the_published_answers(
    key: tuple[int, int], counter: tuple[int, int], answer: tuple[int, int]
) -> None:
    words = both_words(*(U64(word) for word in (*key, *counter)))
    assert tuple(int(word) for word in words) == answer


def test_a_draw_is_the_first_word_as_a_number_below_one() -> None:
    word, _ = both_words(U64(7), U64((3 << 32) | 5), U64(11), U64(13))
    assert one_draw(U64(7), 3, 5, U64(11), U64(13)) == (int(word) >> 11) / 2**53


@given(WORD, st.integers(0, 2**31), st.integers(0, 4000), WORD, WORD)
def test_a_draw_is_at_least_0_and_below_1(key: int, stream: int, step: int, a: int, b: int) -> None:
    with np.errstate(over="ignore"):
        assert 0.0 <= one_draw(U64(key), stream, step, U64(a), U64(b)) < 1.0


@given(st.sampled_from((0.0, 0.3, 1.0)) | st.floats(0, 1), WORD, WORD)
def test_what_has_a_chance_happens_if_its_draw_is_below(chance: float, key: int, a: int) -> None:
    with np.errstate(over="ignore"):
        below = one_draw(U64(key), 3, 4, U64(a), U64(0)) < chance
        assert happened(chance, U64(key), U64(a)) == below


@given(WORD, WORD, WORD)
def test_a_dyad_draws_the_same_whoever_comes_first(key: int, a: int, b: int) -> None:
    with np.errstate(over="ignore"):
        one = draw_of_dyad(U64(key), 3, 4, U64(a), U64(b))
        assert one == draw_of_dyad(U64(key), 3, 4, U64(b), U64(a))


def test_seed_stream_quarter_and_either_entity_each_change_the_draw() -> None:
    cases = [(1, 2, 3, 4, 5), (9, 2, 3, 4, 5), (1, 9, 3, 4, 5), (1, 2, 9, 4, 5), (1, 2, 3, 9, 5)]
    cases.append((1, 2, 3, 4, 9))
    found = {one_draw(U64(key), s, q, U64(a), U64(b)) for key, s, q, a, b in cases}
    assert len(found) == len(cases)


def test_uniform_draws_fill_the_unit_interval_evenly() -> None:
    numbers = uniform_row(U64(1), 2, 2000)
    counts = np.histogram(numbers, 10, (0, 1))[0]
    assert ((counts - 200) ** 2 / 200).sum() < 27.9  # chi-squared, 9 degrees, 1 in 1,000


def test_normal_draws_have_mean_0_and_variance_1() -> None:
    numbers = normal_row(U64(1), 2, 2000)
    assert abs(numbers.mean()) < 3.3 / np.sqrt(2000)
    assert abs(numbers.var() - 1.0) < 3.3 * np.sqrt(2 / 2000)


def test_neighbouring_streams_are_uncorrelated() -> None:
    one, other = uniform_row(U64(1), 2, 1000), uniform_row(U64(1), 3, 1000)
    assert abs(np.corrcoef(one, other)[0, 1]) < 3.3 / np.sqrt(1000)


@pytest.mark.parametrize(
    ("mean", "u", "count"),
    [(0.0, 0.0, 0), (2.0, 0.99, 2), (0.3, 0.29, 1), (0.3, 0.31, 0), (2.7, 0.6, 3), (2.7, 0.8, 2)],
)
def test_a_count_is_the_floor_or_one_more(mean: float, u: float, count: int) -> None:
    assert counted(mean, u) == count


def test_no_two_things_share_a_stream() -> None:
    streams = {
        name: value
        for name, value in vars(draws).items()
        if name.isupper() and isinstance(value, int) and name != "SPLIT"
    }
    assert len(set(streams.values())) == len(streams)
    assert max(streams.values()) < draws.SPLIT
