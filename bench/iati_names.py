"""What kind of body a name tells of, and in which country it sits: facts every listing states.

The data give a type for one name in nine. For the rest the name decides, by words in the
languages that occur; what it leaves open stays open.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

# The type that the data state, as a kind of the portal's.
STATED = {
    "International NGO": "formal",
    "National NGO": "formal",
    "Multilateral": "international_organization",
    "Government": "agency",
    "Private Sector": "company",
    "Academic, Training and Research": "university",
    "Other Public Sector": "agency",
    "Foundation": "foundation",
    "Public Private Partnership": "other_public",
}
# The first that is found in a name counts. Some names are written without any space.
_KIND_WORDS = {
    "embassy": r"embass|botschaft|ambassade",
    "ministry": r"ministr|ministe|affaires etrangeres| mfa |foreign affairs|department ?of"
    r"|foreign office",
    "university": r"universit|college|research ?inst|school of|academ|hochschule|research council"
    r"|institute of tech",
    "other_public": r"trust ?fund|multi partner|humanitarian fund|peacebuilding fund|climate fund"
    r"|environment fund|mptf|mdtf| cgiar ",
    "international_organization": r"united ?nations|nations unies|nazioni unite|^ un |unicef|undp"
    r"|unhcr|unfpa|unops|unesco|world ?bank|reconstruction ?and ?development|monetary fund"
    r"|world food prog|programme alimentaire|world ?health ?org|mondiale della sanita"
    r"|international labou?r|african union|development bank|development fund|igad",
    "agency": r"european commission|european union",
    "bank": r" bank |bankengruppe|kreditanstalt",
    "microfinance": r"micro ?financ",
    "chamber": r"chamber ?of",
    "foundation": r"foundation|fondation|stiftung|fundacion|fondazione|stiftelsen|saatio",
    "company": r" ltd | limited | gmbh | inc | llc | plc | ab | a s | kaisha | consult| corp"
    r"|company|enterprise|pricewaterhouse|kpmg| hotel|(limited|ltd) $",
}
_MORE_KIND_WORDS = {
    "agency": r"goverm?n?ment|regering| agency for|(development|cooperation) ?agency| republic"
    r"|federal|national auth|authority|development ?cooperation|usaid| board $",
    "city": r"municipal| city of|stadt |kommune",
    "network": r"network|verkosto|alliance|consorti|coalition|umbrella|federation|platform|forum",
}
_KINDS = [
    (kind, re.compile(words))
    for listing in (_KIND_WORDS, _MORE_KIND_WORDS)
    for kind, words in listing.items()
]
_COUNTRY_WORDS = {
    "AU": "australian", "BE": "belgian", "CA": "canadian", "CH": "swiss schweiz",
    "DE": "german deutsche deutsches deutschland", "DK": "danish danmark dan",
    "FI": "finnish finn suomen", "FR": "french",
    "GB": "british uk scotland wales london oxford", "IE": "irish", "IT": "italian italia",
    "JP": "japanese", "NL": "dutch nederland", "NO": "norwegian norske norges norsk norge",
    "PL": "polish", "SE": "swedish svenska sverige",
    "SO": "somali somaliland puntland mogadishu hargeisa", "US": "american usa us",
}  # fmt: skip
# Legal forms that one country has, or nearly so.
_LEGAL_FORMS = {
    "DE": r" e v | ggmbh | gmbh |stiftung",
    "FI": r" ry | sr |saatio",
    "NL": r" stichting |nederland",
    "DK": r" aps |forening",
    "GB": r" plc | limited | ltd ",
    "US": r" inc | llc ",
    "IT": r" onlus |fondazione",
}
_WORDS = {word: code for code, words in _COUNTRY_WORDS.items() for word in words.split()}
_LEAST_LETTERS = 4
_LEAST_GLUED = 5


def plain(name: str) -> str:
    """Lower case without accents and signs, with a space at either end."""
    letters = unicodedata.normalize("NFKD", name)
    kept = "".join(c for c in letters if not unicodedata.combining(c)).lower()
    return f" {re.sub(r'[^a-z0-9]+', ' ', kept.replace('ø', 'o').replace('ß', 'ss')).strip()} "


def kind_of(name: str, stated: str) -> str:
    """A kind of the portal's, or "" where neither the data nor the name say."""
    words = plain(name)
    if stated:
        foreign_ministry = stated == "Government" and re.search("ministr|foreign", words)
        return "ministry" if foreign_ministry else STATED[stated]
    return next((kind for kind, pattern in _KINDS if pattern.search(words)), "")


class Countries:
    """Finds countries in names, by what they are called in many languages."""

    def __init__(self, places: Sequence[Mapping[str, Any]]) -> None:
        self.names: dict[str, str] = {}
        for place in places:
            if place["level"] != "country":
                continue
            for name in (*place["labels"].values(), *place["aliases"]):
                # Short names, and what is left of other scripts, would be found everywhere.
                if len(plain(name).strip()) >= _LEAST_LETTERS:
                    self.names[plain(name)] = place["code"]

    def of(self, name: str) -> frozenset[str]:
        words = plain(name)
        found = {code for country, code in self.names.items() if country in words}
        found |= {code for word, code in _WORDS.items() if f" {word} " in words}
        if "government" in words or "ministry" in words:
            found |= self._glued(words.replace(" ", ""))
        if not found:
            forms = (code for code, form in _LEGAL_FORMS.items() if re.search(form, words))
            found = set(list(forms)[:1])
        return frozenset(found)

    def _glued(self, letters: str) -> set[str]:
        """As in "norwegianministryofforeignaffairs"."""
        starts = {country.strip().replace(" ", ""): code for country, code in self.names.items()}
        starts |= _WORDS
        return {
            code
            for start, code in starts.items()
            if len(start) >= _LEAST_GLUED and letters.startswith(start)
        }
