"""The matching engine: listings in, explained matches out. Pure: it knows no Django.

    vocabulary = Vocabulary(sectors=Taxonomy(...), places=Taxonomy(...), supports=..., ...)
    pool = encode(profiles, vocabulary)                                  # pool
    statistics = measure(pool, public=mask)                              # statistics
    gate = Gate(sources=grant(groups, ...), targets=grant(partners, ...))  # gate
    matches = top_k(groups, partners, weights=Weights.partners(),        # engine
                    statistics=statistics, gate=gate)
    explanation = explain(profile, other, vocabulary)                    # explain

`profiles`, `taxonomy`, `weights`, `explain` and `errors` are plain Python; `gate`, `statistics`
and `engine` load the compiled kernels, which only a worker or a command needs.
"""
