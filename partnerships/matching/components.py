"""The formulas, one small function each: a fact of a pair of listings, in [0, 1].

They are compiled, and the kernel, the statistics and the explanation all call them: there is no
second copy. A fact that cannot be told from what the two listings say is UNKNOWN; the caller
puts the pool's mean in its place (never 0).

Sums inside a coverage are whole numbers (idf in 1e-6, closeness in 1/27720, tag weights in
halves) below 2⁵³, so they are exact in a float64 in any order.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from partnerships.matching.compiled import inlined
from partnerships.matching.pool import Columns

UNKNOWN = -1.0
CLOSEST = 27720.0  # taxonomy.CLOSENESS_ONE as the kernels need it

SHARED_GENERATION, MENTORED, NO_GENERATION = 1.0, 0.8, 0.3
SHARED_LANGUAGE, INTERPRETED, NO_LANGUAGE = 1.0, 0.5, 0.2
ACCEPTED, NOT_ACCEPTED = 1.0, 0.3

Floats = npt.NDArray[np.float64]
Closeness = npt.NDArray[np.int16]


@inlined
def harmonic(a: float, b: float) -> float:
    """H(a, b) = 2ab / (a + b), 0 when both are 0: both must be good for the mean to be good."""
    total = a + b
    return 2.0 * a * b / total if total > 0.0 else 0.0


@inlined
def tree_coverage(
    own: Columns,
    first: int,
    last: int,
    others: Columns,
    start: int,
    end: int,
    idf: Floats,
    closeness: Closeness,
) -> float:
    """cov(u→v) = Σ_a q_a·idf_a·max_b wp(a, b) / Σ_a q_a·idf_a, UNKNOWN if either has no tag.

    a runs over own.code[first:last], q_a its weight (1 or .5); b over others.code[start:end].
    `idf` [codes] in 1e-6, `closeness` [codes, codes] wp in 1/27720.
    """
    if first == last or start == end:
        return UNKNOWN
    covered, total = 0.0, 0.0
    for i in range(first, last):
        best = np.int16(0)
        for j in range(start, end):
            best = max(best, closeness[own.code[i], others.code[j]])
        weight = own.halves[i] * idf[own.code[i]]
        covered += weight * best
        total += weight
    return covered / (total * CLOSEST)


@inlined
def tree_match(
    own: Columns,
    first: int,
    last: int,
    others: Columns,
    start: int,
    end: int,
    idf: Floats,
    closeness: Closeness,
) -> float:
    """H(cov(u→v), cov(v→u)): the sector component, and each half of region."""
    there = tree_coverage(own, first, last, others, start, end, idf, closeness)
    if there == UNKNOWN:
        return UNKNOWN
    back = tree_coverage(others, start, end, own, first, last, idf, closeness)
    return harmonic(there, back)


@inlined
def set_coverage(needs: np.uint64, offers: np.uint64, idf: Floats) -> float:
    """cov(N→O) = Σ_{a in N and O} idf_a / Σ_{a in N} idf_a, UNKNOWN if either set is empty.

    `needs`, `offers` bits of the support types, `idf` [support types] in 1e-6.
    """
    if needs == 0 or offers == 0:
        return UNKNOWN
    covered, total = 0.0, 0.0
    for code in range(idf.size):
        bit = np.uint64(1) << np.uint64(code)
        if needs & bit:
            total += idf[code]
            if offers & bit:
                covered += idf[code]
    return covered / total


@inlined
def needs_met(receives: float, gives: float) -> float:
    """.5·H(r1, r2) + .5·max(r1, r2): exchange both ways is best, one way is still worth half."""
    return 0.5 * harmonic(receives, gives) + 0.5 * max(receives, gives)


@inlined
def generation(own: np.uint64, others: np.uint64, own_youth_led: int, other_mentors: bool) -> float:
    """1 for a shared generation (made of or served), .8 where v offers mentoring and u is led by
    youth, else .3.

    Directed: it reads what v brings to u, so the group that is mentored sees its mentor, not the
    other way round. `own`, `others` bits of generations; `own_youth_led` 1 yes, 0 no, -1 unknown.
    """
    if own & others:
        return SHARED_GENERATION
    if own_youth_led == 1 and other_mentors:
        return MENTORED
    if own == 0 or others == 0:
        return UNKNOWN
    return NO_GENERATION


@inlined
def language(
    own: npt.NDArray[np.uint64], others: npt.NDArray[np.uint64], interpreted: bool
) -> float:
    """1 for a shared language, .5 where either side offers interpretation, else .2.

    `own`, `others` bits of languages [words].
    """
    own_any, other_any = np.uint64(0), np.uint64(0)
    for word in range(own.size):
        if own[word] & others[word]:
            return SHARED_LANGUAGE
        own_any |= own[word]
        other_any |= others[word]
    if interpreted:
        return INTERPRETED
    if own_any == 0 or other_any == 0:
        return UNKNOWN
    return NO_LANGUAGE


@inlined
def capacity(accepts: int, legal_status: int) -> float:
    """1 if the lightest engagement that one side accepts takes the other as it is, else .3.

    Positions in ACCEPTS and LEGAL_STATUSES. A partner sets the terms for a group; between two
    groups, or two partners, the target does.
    """
    if accepts == 1:  # informal: anyone
        return ACCEPTED
    if accepts == 0 or legal_status == 0:
        return UNKNOWN
    return ACCEPTED if legal_status == 3 else NOT_ACCEPTED
