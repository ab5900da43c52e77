"""Finding listings that are the same group, written differently."""
