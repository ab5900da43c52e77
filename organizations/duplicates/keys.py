"""Which listings are compared at all: those that share a key. Pure."""

from itertools import combinations

from organizations.duplicates.names import Name, Sort, sound_of
from organizations.duplicates.scoring import Facts

# A key that more listings share than this tells nothing; whoever is alike shares a rarer one too.
MOST_SHARING = 100
_PAIRED = 6
_EDGE = 6


def keys_of(facts: Facts) -> list[str]:
    """Return the keys of a listing, sorted: whole names, rare words, pairs of words, beginnings
    and ends, short forms, web address and numbers."""
    found: set[str] = set()
    for name in facts.names:
        found |= _name_keys(name)
    if facts.website:
        found.add(f"d:{facts.website}"[:80])
    found |= {f"i:{scheme}:{number}"[:80] for scheme, number in facts.identifiers}
    return sorted(found)


def _name_keys(name: Name) -> set[str]:
    if name.is_acronym:
        return {f"a:{name.joined}"[:80], f"w:{name.words[0].key}"[:80]}
    keys = list(dict.fromkeys(word.key for word in name.words))
    own = list(dict.fromkeys(word.key for word in name.words if word.sort is Sort.OWN))
    found = {"n:" + " ".join(sorted(keys))[:78]}
    found |= {f"w:{key}"[:80] for key in own}
    found |= {f"t:{word.text[:4]}" for word in name.words if word.sort is Sort.OWN}
    found |= {f"a:{initials}"[:80] for initials in name.initials}
    if len(keys) > 2 or not own:
        # Every pair would do; the rarer words come first so that long names stay small.
        chosen = [*own, *(key for key in keys if key not in own)][:_PAIRED]
        found |= {"p:" + "+".join(sorted(pair))[:78] for pair in combinations(chosen, 2)}
    for letters in {name.whole, name.joined}:
        sound = sound_of(letters)
        if len(sound) > _EDGE:
            found |= {f"b:{sound[:_EDGE]}", f"e:{sound[-_EDGE:]}"}
        else:
            found.add(f"j:{sound or letters}"[:80])
    return found
