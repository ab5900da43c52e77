"""Hostile input, H1 to H40: each by its number, in a file of its group."""
