"""Which rules of the gate keep a pair apart: for whoever asks why two listings never meet.

The gate itself only says whether (`gate.may_meet`); a test holds the two to each other.
"""

from __future__ import annotations

from partnerships.matching.gate import Gate, arrays
from partnerships.matching.pool import Pool


def kept_apart_by(gate: Gate, sources: Pool, targets: Pool, u: int, v: int) -> tuple[str, ...]:
    """Names of the rules that forbid the source u and the target v; empty where they may meet."""
    laid_out = arrays(gate, sources, targets)
    source, target = laid_out.source[u], laid_out.target[v]
    states, hides_from = laid_out.source_bits[u]
    their_states, they_hide_from = laid_out.target_bits[v]
    pair = sources.keys[u], targets.keys[v]
    rules = {
        "itself": source[3] == target[3],
        "source_closed": not source[2],
        "target_closed": not target[2],
        "audience": not laid_out.meets[source[0], target[0]],
        "same_owner": source[1] >= 0 and source[1] == target[1],
        "source_hides": bool((hides_from & their_states).any()),
        "target_hides": bool((states & they_hide_from).any()),
        "forbidden": pair in gate.forbidden or pair[::-1] in gate.forbidden,
        "set_aside": pair in gate.set_aside,
    }
    return tuple(name for name, holds in rules.items() if holds)
