"""The targets, sorted by what they say: a score depends on patterns of tags, not on listings.

A pattern is one facet's set of tags (all targets in health and education with the first as the
primary one share a sector pattern). Listings equal in every pattern form a class: the search
scores classes, and only the best classes' members one by one.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from partnerships.matching.errors import InvalidRequest
from partnerships.matching.pool import Pool, Tags, ranges
from partnerships.matching.profiles import WORD_BITS
from partnerships.matching.statistics import PoolStatistics

Ids = npt.NDArray[np.int32]

# Sets of at most this many tags are kept in rows of fixed width, which the kernels do fast.
SHORT = 4
EARLY_STRIDE = 64


class TreePatterns(NamedTuple):
    """Distinct sets of tags on a tree: short ones first, then long ones, an empty one last.

    A share is q·idf of a tag over the sum of its set.
    """

    short_code: npt.NDArray[np.int16]  # [short, SHORT], filled up with the first tag
    short_share: npt.NDArray[np.float32]  # [short, SHORT], filled up with 0
    long_start: npt.NDArray[np.int64]
    long_code: npt.NDArray[np.int16]
    long_share: npt.NDArray[np.float32]
    size: int


class SetPatterns(NamedTuple):
    """Distinct sets of support types or languages, as lists of their positions."""

    start: npt.NDArray[np.int64]
    code: npt.NDArray[np.int64]
    share: npt.NDArray[np.float32]  # idf of a code over the sum of its set
    size: int  # of the code list


class Patterns(NamedTuple):
    """The distinct sets of a pool of targets, facet by facet."""

    sectors: TreePatterns
    home: TreePatterns
    residence: TreePatterns
    offers: SetPatterns
    needs: SetPatterns
    standings: npt.NDArray[np.int8]  # [standings, 3] kind, accepts, legal status
    generations: npt.NDArray[np.uint64]  # [generation patterns, 2] generations, mentors
    pairs: npt.NDArray[np.int32]  # [pairs, 2] a standing and a generation pattern, as they occur
    languages: SetPatterns
    interprets: npt.NDArray[np.bool_]  # [language patterns]


class Classes(NamedTuple):
    """The combinations of patterns that occur, and the targets of each."""

    pattern: npt.NDArray[np.int32]  # [classes, 7] in the order of tables.Tables
    start: npt.NDArray[np.int64]  # [classes + 1]
    member: npt.NDArray[np.int32]  # positions of targets, ascending by tie within a class


def sort_targets(targets: Pool, statistics: PoolStatistics) -> tuple[Patterns, Classes]:
    """Sort the targets; the result serves any number of sources, weights and gates."""
    columns, listing = targets.columns, targets.columns.listing
    if columns.is_partner.any() and not columns.is_partner.all():
        raise InvalidRequest("targets are either groups or partners: one channel at a time")
    sectors, sector_of = _trees(columns.tags("sectors"), statistics.sectors)
    home, home_of = _trees(columns.tags("home"), statistics.home)
    residence, residence_of = _trees(columns.tags("residence"), statistics.residence)
    offers, offers_of = _sets(listing["offers"], statistics.needs)
    needs, needs_of = _sets(listing["needs"], statistics.needs)
    standings, standing_of = distinct(listing["kind"], listing["accepts"], listing["legal_status"])
    generations, generation_of = distinct(listing["generations"], listing["mentors"])
    pairs, pair_of = distinct(standing_of, generation_of)
    languages, language_of = distinct(*columns.languages.T, listing["interprets"])
    # Sorted by home first: its table is the largest, and is then read from front to back. But
    # every 64th class comes before all others, so that a search soon knows what is good.
    classes, class_of = distinct(
        home_of, sector_of, residence_of, offers_of, needs_of, pair_of, language_of
    )
    early = np.arange(classes.shape[1]) % EARLY_STRIDE == 0
    order = np.argsort(~early, kind="stable")
    place = np.empty(order.size, np.int32)
    place[order] = np.arange(order.size)
    classes, class_of = classes[:, order], place[class_of]
    patterns = Patterns(
        sectors=sectors,
        home=home,
        residence=residence,
        offers=offers,
        needs=needs,
        standings=np.ascontiguousarray(standings.T, np.int8),
        generations=np.ascontiguousarray(generations.T),
        pairs=np.ascontiguousarray(pairs.T, np.int32),
        languages=_lists(languages[:-1].T, np.ones(len(targets.vocabulary.languages))),
        interprets=languages[-1] > 0,
    )
    counts = np.bincount(class_of, minlength=classes.shape[1])
    return patterns, Classes(
        pattern=np.ascontiguousarray(classes[[1, 0, 2, 3, 4, 5, 6]].T, np.int32),
        start=np.concatenate(([0], np.cumsum(counts))).astype(np.int64),
        member=np.lexsort((columns.tie, class_of)).astype(np.int32),
    )


def distinct(*columns: npt.NDArray[np.generic]) -> tuple[npt.NDArray[np.uint64], Ids]:
    """The distinct rows as columns [columns, distinct] in ascending order, and each row's id."""
    # Through int64, so that -1 and other negative codes keep their bits and come back as they were.
    stacked = np.stack([column.astype(np.int64).view(np.uint64) for column in columns])
    order = np.lexsort(stacked[::-1])
    ordered = stacked[:, order]
    new = np.ones(order.size, np.bool_)
    new[1:] = (ordered[:, 1:] != ordered[:, :-1]).any(axis=0)
    ids = np.empty(order.size, np.int32)
    ids[order] = np.cumsum(new) - 1
    return ordered[:, new], ids


def _trees(tags: Tags, idf: tuple[int, ...]) -> tuple[TreePatterns, Ids]:
    weight = np.asarray(idf, np.float64)
    sets, given = distinct(*tag_words(tags))
    first = np.empty(sets.shape[1], np.int64)
    first[given[::-1]] = np.arange(given.size)[::-1]
    begins = tags.start[first]
    lengths = tags.start[first + 1] - begins
    # Short, long, empty; and by the first tag, since neighbours then read the same rows.
    rank = np.where(lengths == 0, 2, np.where(lengths > SHORT, 1, 0))
    leading = np.append(tags.code, 0)[begins]
    order = np.lexsort((leading, rank))
    place = np.empty(order.size, np.int32)
    place[order] = np.arange(order.size)
    short, long = int((rank == 0).sum()), int((rank <= 1).sum())
    positions, offsets = ranges(begins[order[:long]], lengths[order[:long]])
    code = tags.code[positions]
    share = tags.halves[positions] * weight[code]
    rows = np.repeat(np.arange(long), np.diff(offsets))
    share = share / np.bincount(rows, share, long)[rows]
    codes = np.repeat(code[offsets[:short], None], SHORT, axis=1)
    shares = np.zeros((short, SHORT), np.float32)
    some = slice(0, int(offsets[short]))
    columns = np.arange(code.size) - offsets[rows]
    codes[rows[some], columns[some]] = code[some]
    shares[rows[some], columns[some]] = share[some]
    patterns = TreePatterns(
        short_code=codes,
        short_share=shares,
        long_start=offsets[short:] - offsets[short],
        long_code=code[some.stop :],
        long_share=share[some.stop :].astype(np.float32),
        size=order.size,
    )
    return patterns, place[given]


def tag_words(tags: Tags) -> npt.NDArray[np.uint64]:
    """[words, n] the same numbers for the same set: three tags a word, 0 where there is none."""
    lengths = np.diff(tags.start)
    rows = np.repeat(np.arange(lengths.size), lengths)
    columns = np.arange(tags.code.size) - tags.start[rows]
    tag = (tags.code.astype(np.uint64) + np.uint64(1)) << np.uint64(2)
    tag |= tags.halves.astype(np.uint64)
    words = np.zeros((1 + int(lengths.max(initial=0)) // 3, lengths.size), np.uint64)
    for third in range(3):
        here = columns % 3 == third
        words[columns[here] // 3, rows[here]] |= tag[here] << np.uint64(20 * third)
    return words


def _sets(masks: npt.NDArray[np.uint64], idf: tuple[int, ...]) -> tuple[SetPatterns, Ids]:
    sets, ids = np.unique(masks, return_inverse=True)
    return _lists(sets[:, None], np.asarray(idf, np.float64)), ids.astype(np.int32)


def _lists(words: npt.NDArray[np.uint64], weight: npt.NDArray[np.float64]) -> SetPatterns:
    """The bits of each row of words as lists of positions."""
    place = np.arange(weight.size)
    bits = (words[:, place // WORD_BITS] >> (place % WORD_BITS).astype(np.uint64)) & np.uint64(1)
    rows, codes = np.nonzero(bits)
    shares = weight[codes] / (bits * weight).sum(axis=1)[rows]
    start = np.concatenate(([0], np.cumsum(bits.sum(axis=1)))).astype(np.int64)
    return SetPatterns(start, codes, shares.astype(np.float32), weight.size)
