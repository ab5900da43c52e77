"""What a person may ask of us: a copy of her data, its erasure, and an end to keeping it."""
