"""Finding listings: folding, grammar, concepts, the index in memory, and what feeds it."""
