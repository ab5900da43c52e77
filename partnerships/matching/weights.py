"""The seven weights: a versioned value that is checked when it is made."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields
from typing import ClassVar

from partnerships.matching.errors import (
    InvalidWeights,
    NegativeWeight,
    NotANumber,
    WeightsDoNotSumToOne,
)

COMPONENTS = (
    "sector",
    "region",
    "partner_type",
    "needs",
    "generation",
    "language",
    "capacity",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """How much each component counts; they sum to 1. The defaults are those for partners.

    Sector, region and partner type follow what real partnerships showed; the others are priors,
    and the pages say so.
    """

    version: str = "partners-1"
    sector: float = 0.22
    region: float = 0.25
    partner_type: float = 0.18
    needs: float = 0.20
    generation: float = 0.08
    language: float = 0.04
    capacity: float = 0.03

    TOLERANCE: ClassVar[float] = 1e-9

    def __post_init__(self) -> None:
        if not self.version:
            raise InvalidWeights("weights need a version")
        for name, weight in zip(COMPONENTS, self.values, strict=True):
            if not math.isfinite(weight):
                raise NotANumber(f"the weight of {name} is {weight}")
            if weight < 0:
                raise NegativeWeight(f"the weight of {name} is {weight}, below 0")
        total = math.fsum(self.values)
        if abs(total - 1) > self.TOLERANCE:
            raise WeightsDoNotSumToOne(f"the weights sum to {total:g}, not to 1")

    @classmethod
    def partners(cls) -> Weights:
        """For matches between a group and a public or private partner."""
        return cls()

    @classmethod
    def diaspora(cls) -> Weights:
        """For matches between groups, where the kind says little: partner type .05.

        The .13 that this frees goes to needs and generation in about the proportion of their
        own weights (.20 to .08): .09 to needs, .04 to generation.
        """
        return cls(version="diaspora-1", partner_type=0.05, needs=0.29, generation=0.12)

    @property
    def values(self) -> tuple[float, ...]:
        """In the order of COMPONENTS."""
        return tuple(getattr(self, name) for name in COMPONENTS)

    def as_dict(self) -> dict[str, float | str]:
        return {item.name: getattr(self, item.name) for item in fields(self)}
