"""People: who signs in, what they agreed to, what they are told."""
