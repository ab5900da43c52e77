"""The rules that are compared: each scores everybody for everybody, from training alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

from bench.iati import Activity, Iati, Tagging, profiles
from bench.new_partners import Fold, Scores
from bench.type_table import SLOPE, as_prior, log_ratios
from partnerships.matching.engine import SCALE, Matches, describe_lists
from partnerships.matching.pool import encode
from partnerships.matching.priors import NEUTRAL, type_prior
from partnerships.matching.profiles import GROUP_KINDS, KINDS, PARTNER_TYPES, Profile, Vocabulary
from partnerships.matching.statistics import IDF_UNIT, PoolStatistics, measure
from partnerships.matching.weights import COMPONENTS, Weights

SECTOR, REGION, TYPE = (COMPONENTS.index(name) for name in ("sector", "region", "partner_type"))
WEIGHTS = Weights.partners()
OURS = "ours"
# The types of partner that the portal lists as public; the others are private.
PUBLIC = PARTNER_TYPES[: PARTNER_TYPES.index("company")]

Numbers = npt.NDArray[np.float64]
Change = Callable[[PoolStatistics], PoolStatistics]


@dataclass(frozen=True)
class Setting:
    """One fold, and what its training activities tell."""

    iati: Iati
    fold: Fold
    training: Sequence[Activity]
    seed: int

    @cached_property
    def kinds(self) -> list[int]:
        return [KINDS.index(self.iati.bodies[key].kind) for key in self.fold.keys]

    @cached_property
    def log_ratios(self) -> Numbers:
        return log_ratios(self.kinds, self.fold.partners, len(KINDS))

    @cached_property
    def published(self) -> Matches:
        return self.scored(Tagging())

    def scored(self, tagging: Tagging, change: Change | None = None) -> Matches:
        words = self.iati.portal_tree if tagging.portal else self.iati.published_tree
        listed = profiles(self.iati, self.training, self.fold.keys, tagging)
        return everyone(listed, words, change)

    def for_pairs(self, table: Numbers) -> Scores:
        """[n, n] what a table of kinds says of each pair."""
        return table[np.ix_(self.kinds, self.kinds)]

    def with_table(self, described: Matches, table: Numbers) -> Scores:
        """The engine's score, with another table in place of its prior of types."""
        rest = described.score - described.contributions[..., TYPE].astype(np.int64)
        score: Scores = rest / SCALE + WEIGHTS.partner_type * self.for_pairs(table)
        return score


def rules(setting: Setting) -> dict[str, Scores]:
    """[n, n] of a source for a target, by the name of the rule."""
    fold, ratios, scored = setting.fold, setting.log_ratios, setting.scored
    size = len(fold.keys)
    learned = as_prior(ratios)
    popular = log_ratios(setting.kinds, fold.partners, len(KINDS), centred=False)
    parts = setting.published.components
    sector, region = parts[..., SECTOR], parts[..., REGION]
    flat = {
        facet: cosine(counted(fold, setting.training, facet)) for facet in ("sectors", "regions")
    }
    both = (flat["sectors"] + flat["regions"]) / 2

    def ours(described: Matches, table: Numbers = learned) -> Scores:
        return setting.with_table(described, table)

    return {
        "random": np.random.default_rng(setting.seed).random((size, size)),
        "popularity": np.broadcast_to(fold.degree.astype(np.float64), (size, size)),
        "flat cosine, sector": flat["sectors"],
        "flat cosine, sector and region": both,
        "flat cosine with types": both + setting.for_pairs(ratios) / 4,
        "sector": sector,
        "region": region,
        "types": setting.for_pairs(learned),
        "types as shipped": setting.for_pairs(shipped()),
        "graded": WEIGHTS.sector * sector + WEIGHTS.region * region,
        OURS: ours(setting.published),
        "ours, types as shipped": ours(setting.published, shipped()),
        "ours, types not centred": ours(setting.published, as_prior(popular)),
        "ours, types not clipped": ours(setting.published, NEUTRAL + SLOPE * ratios),
        "ours, portal's sectors": ours(scored(Tagging(portal=True))),
        "ours, all tags primary": ours(scored(Tagging(primary_share=0))),
        "ours, no idf": ours(scored(Tagging(), without_idf)),
        "ours, no residence": ours(scored(Tagging(seats=False))),
        "ours, no works-in": ours(scored(Tagging(regions=False))),
    }


def table_rules(setting: Setting) -> dict[str, Scores]:
    """The formula with three tables of types."""
    tables = {
        "no table": np.full((len(KINDS), len(KINDS)), NEUTRAL),
        "types as shipped": shipped(),
        "types learned": as_prior(setting.log_ratios),
    }
    return {name: setting.with_table(setting.published, table) for name, table in tables.items()}


def channels(setting: Setting) -> dict[str, npt.NDArray[np.bool_]]:
    """[n, n] the pairs that meet in each of the portal's channels, the source first."""
    names = [KINDS[kind] for kind in setting.kinds]
    group = np.array([name in GROUP_KINDS for name in names])
    public = np.array([name in PUBLIC for name in names])
    private = ~(group | public)
    return {
        "group to public": np.outer(group, public),
        "group to private": np.outer(group, private),
        "group to group": np.outer(group, group),
        "public to group": np.outer(public, group),
        "private to group": np.outer(private, group),
    }


def shipped() -> Numbers:
    """The prior of the engine, set by hand; .5 where a kind is unknown."""
    return np.nan_to_num(type_prior(), nan=NEUTRAL)


def without_idf(statistics: PoolStatistics) -> PoolStatistics:
    """Every tag counts the same, however common."""

    def even(idf: tuple[int, ...]) -> tuple[int, ...]:
        return (IDF_UNIT,) * len(idf)

    return replace(
        statistics,
        sectors=even(statistics.sectors),
        home=even(statistics.home),
        residence=even(statistics.residence),
    )


def everyone(listed: Sequence[Profile], words: Vocabulary, change: Change | None) -> Matches:
    """The engine's own score of everybody for everybody."""
    pool = encode(listed, words)
    statistics = measure(pool)
    return describe_lists(
        pool,
        pool,
        np.tile(np.arange(len(pool), dtype=np.int32), (len(pool), 1)),
        weights=WEIGHTS,
        statistics=change(statistics) if change else statistics,
        threads=2,
    )


def counted(fold: Fold, training: Sequence[Activity], facet: str) -> Numbers:
    """[n, codes] ln(1 + how often each code comes up), times the log of its rarity."""
    codes = sorted({code for activity in training for code in getattr(activity, facet)})
    column = {code: i for i, code in enumerate(codes)}
    row = {key: i for i, key in enumerate(fold.keys)}
    counts = np.zeros((len(row), len(column)))
    for activity in training:
        for key in activity.bodies:
            for code in getattr(activity, facet):
                counts[row[key], column[code]] += 1
    rarity = np.log((1 + len(row)) / (1 + (counts > 0).sum(axis=0)))
    return np.log1p(counts) * rarity


def cosine(vectors: Numbers) -> Scores:
    """The mean of the known pairs where either side has no code, as the engine does it."""
    length = np.linalg.norm(vectors, axis=1)
    unit = vectors / np.where(length > 0, length, 1)[:, None]
    known = np.outer(length > 0, length > 0)
    found = unit @ unit.T
    return np.where(known, found, found[known].mean())
