"""How alike two listings are, from 0 to 1, and on what grounds. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from rapidfuzz.distance import Indel, JaroWinkler

from organizations.duplicates.names import Name, Sort, Word

# At or above: two curators of the labelled set would call them the same (bench/duplicates.py).
AUTOMATIC = 0.95
# At or above: worth the look of a person.
REVIEW = 0.55

_WORTH = {Sort.OWN: 1.0, Sort.PLACE: 0.35, Sort.COMMON: 0.25, Sort.NUMBER: 0.6}
# A place that only one of two names holds makes a chapter of it; other words may be left out.
_UNMATCHED_PLACE = 0.9
_SHARED_PLACE, _ONE_PLACE, _OTHER_PLACE, _OTHER_NUMBER = 0.9, 0.7, 0.5, 0.5
_SAME_WORD = 0.8
# A single word of so many letters is likely several.
_UNSPACED = 10
_SHORT_FORM, _COMMON_WORDS_ONLY = 0.75, 0.9
# Hosts on which every group has its own page: there the page is the address.
_SHARED_HOSTS = frozenset(
    {
        *("facebook.com", "instagram.com", "linkedin.com", "twitter.com", "x.com", "youtube.com"),
        *("t.me", "wa.me", "tiktok.com", "linktr.ee", "sites.google.com", "wordpress.com"),
        *("blogspot.com", "wixsite.com", "helloasso.com", "meetup.com", "gofundme.com"),
    }
)


@dataclass(frozen=True, slots=True)
class Facts:
    """What is compared of a listing."""

    names: tuple[Name, ...]
    heritage: frozenset[str] = frozenset()
    residence: frozenset[str] = frozenset()
    website: str = ""
    identifiers: frozenset[tuple[str, str]] = frozenset()


@dataclass(frozen=True, slots=True)
class Likeness:
    """The score, and what it rests on: `names` are the two that are most alike."""

    score: float
    name: float = 0.0
    names: tuple[str, str] = ("", "")
    signals: dict[str, float] = field(default_factory=dict)


def website_of(address: str) -> str:
    """Return what two spellings of one web address have in common; "" for none."""
    parts = urlsplit(address.strip().lower())
    host = (parts.hostname or "").removeprefix("www.").removeprefix("m.")
    if host not in _SHARED_HOSTS:
        return host
    page = parts.path.strip("/")
    return f"{host}/{page}" if page else ""


def identifier_of(scheme: str, number: str) -> tuple[str, str]:
    """Return an identifier without the signs and zeros that are written or left out."""
    return scheme.upper(), "".join(c for c in number.upper() if c.isalnum()).lstrip("0")


def likeness(one: Facts, other: Facts) -> Likeness:
    """Compare two listings.

    The names decide; places, website and numbers move the score to one side or the other.
    """
    best, pair, is_common = _best(one.names, other.names)
    signals: dict[str, float] = {}
    score = best
    if best < REVIEW and _share_short_form(one.names, other.names):
        signals["short_form"] = 1.0
        if one.heritage & other.heritage and one.residence & other.residence:
            score = REVIEW
    for relation in ("heritage", "residence"):
        here, there = getattr(one, relation), getattr(other, relation)
        if here and there:
            signals[relation] = len(here & there) / min(len(here), len(there))
            score = _towards(score, 0.3) if here & there else score * 0.65
    if one.website and other.website:
        signals["website"] = float(one.website == other.website)
        if one.website == other.website and best >= 0.3:
            score = _towards(score, 0.6)
    schemes = {scheme for scheme, _ in one.identifiers} & {s for s, _ in other.identifiers}
    if one.identifiers & other.identifiers:
        signals["identifier"] = 1.0
        score = max(score, 0.97)
    elif schemes:
        signals["identifier"] = 0.0
        score *= 0.6
    supported = signals.get("website") or signals.get("identifier")
    if is_common and not supported:
        # Association of Somali Women: there may well be two.
        score = min(score, _COMMON_WORDS_ONLY)
    return Likeness(round(score, 4), round(best, 4), pair, signals)


def _share_short_form(names: tuple[Name, ...], others: tuple[Name, ...]) -> bool:
    short = {name.joined for name in names if name.is_acronym}
    return bool(short & {name.joined for name in others if name.is_acronym})


def _towards(score: float, share: float) -> float:
    return 1 - (1 - score) * (1 - share)


def _best(names: tuple[Name, ...], others: tuple[Name, ...]) -> tuple[float, tuple[str, str], bool]:
    """Return the likeness of the two names most alike, the two, and whether it rests on words that
    many carry.

    A short form is believed only where one of the two listings has no other name.
    """
    best, pair, is_common = 0.0, ("", ""), False
    full = [name for name in names if not name.is_acronym]
    full_others = [name for name in others if not name.is_acronym]
    both = bool(full and full_others)
    for a in full if both else names:
        for b in full_others if both else others:
            if a.is_acronym or b.is_acronym:
                alike, common = _short_form(a, b), False
            else:
                alike, common = _names(a, b)
            if alike > best:
                best, pair, is_common = alike, (a.text, b.text), common
    return best, pair, is_common


def _names(a: Name, b: Name) -> tuple[float, bool]:
    """Return how alike two names are, and whether only words that many carry say so."""
    here, matched = _coverage(a.words, b.words)
    there, _ = _coverage(b.words, a.words)
    alike = 2 * here * there / (here + there) if here + there else 0.0
    own = matched & {Sort.OWN}
    if not own:
        alike *= alike
    alike *= _conflicts(a.words, b.words)
    # One was written without its spaces.
    if len(a.whole) > 4 and a.whole == b.whole:
        longer = max(a.words, b.words, key=len)
        return 1.0, all(word.sort is not Sort.OWN for word in longer)
    if 1 in (len(a.words), len(b.words)) and min(len(a.whole), len(b.whole)) >= _UNSPACED:
        together = Indel.normalized_similarity(a.whole, b.whole, score_cutoff=0.92)
        if together > alike:
            return together, False
    return alike, not own


def _short_form(a: Name, b: Name) -> float:
    if a.is_acronym and b.is_acronym:
        return _SHORT_FORM if a.joined == b.joined else 0.0
    short, long = (a, b) if a.is_acronym else (b, a)
    if short.joined in {word.text for word in long.words if word.sort is Sort.OWN}:
        return _SHORT_FORM
    return _SHORT_FORM if len(short.joined) >= 3 and short.joined in long.initials else 0.0


def _coverage(words: Iterable[Word], others: tuple[Word, ...]) -> tuple[float, set[Sort]]:
    """Return which share of `words`, by worth, stands among `others`, and sorts that do."""
    whole = found = 0.0
    matched = set()
    for word in words:
        same = max((_same(word, other) for other in others), default=0.0)
        worth = _WORTH[word.sort] if same or word.sort is not Sort.PLACE else _UNMATCHED_PLACE
        whole += worth
        if same:
            found += worth * same
            matched.add(word.sort)
    return (found / whole if whole else 0.0), matched


def _same(word: Word, other: Word) -> float:
    """Return how surely two words are one, 0 below `_SAME_WORD`."""
    if word.key == other.key and word.sort is other.sort:
        return 1.0 if word.sort is not Sort.OWN or word.text == other.text else _spelt(word, other)
    if word.sort is not Sort.OWN and other.sort is not Sort.OWN:
        return 0.0
    if min(len(word.text), len(other.text)) < 4:
        return 0.0
    likely = Indel.normalized_similarity(word.text, other.text, score_cutoff=_SAME_WORD)
    if likely and JaroWinkler.similarity(word.text, other.text) < 0.88:
        return 0.0
    return likely


def _spelt(word: Word, other: Word) -> float:
    """Two spellings that sound alike."""
    spelling = Indel.normalized_similarity(word.text, other.text)
    if len(word.sound) < 3 and word.is_latin == other.is_latin:
        return spelling if spelling >= _SAME_WORD - 0.05 else 0.0
    return max(0.9 if len(word.sound) > 2 else 0.8, spelling)


def _conflicts(here: tuple[Word, ...], there: tuple[Word, ...]) -> float:
    """Return what places and numbers that differ leave of the likeness."""
    left = 1.0
    for sort, other, one in (
        (Sort.PLACE, _OTHER_PLACE, _ONE_PLACE),
        (Sort.NUMBER, _OTHER_NUMBER, _OTHER_NUMBER),
    ):
        a = {word.key for word in here if word.sort is sort}
        b = {word.key for word in there if word.sort is sort}
        if a == b:
            continue
        if a - b and b - a:
            left *= other
        else:
            left *= _SHARED_PLACE if a & b else one
    return left
