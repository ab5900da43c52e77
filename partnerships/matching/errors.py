"""What can be wrong with what the engine is given: one named error each."""


class MatchingError(ValueError):
    """The base of every error of this package: bad input, said in one sentence."""


class InvalidTaxonomy(MatchingError):
    """The parents do not form a tree: empty, a cycle, an unknown parent, or too deep."""


class UnknownCode(MatchingError):
    """A profile uses a code that the vocabulary does not have."""

    def __init__(self, field: str, code: object, key: object) -> None:
        super().__init__(f"unknown {field} code {code!r} in the profile {key!r}")
        self.field, self.code, self.key = field, code, key


class InvalidProfile(MatchingError):
    """A profile breaks a rule: a weight that is not 1 or 0.5, a key used twice."""


class InvalidVocabulary(MatchingError):
    """A code list has a code twice, or more codes than its column can hold."""


class InvalidWeights(MatchingError):
    """The weights are not numbers from 0 to 1 that sum to 1."""


class NotANumber(InvalidWeights):
    """A weight is NaN or infinite."""


class NegativeWeight(InvalidWeights):
    """A weight is below 0."""


class WeightsDoNotSumToOne(InvalidWeights):
    """The seven weights do not sum to 1."""


class InvalidStatistics(MatchingError):
    """Stored counts that no pool can have: NaN, a mean outside [0, 1], an idf below 1."""


class InvalidGate(MatchingError):
    """An array of the gate has the wrong length, or points outside the pool."""


class InvalidRequest(MatchingError):
    """A call asks for something that has no answer: k below 1, pools of two vocabularies."""
