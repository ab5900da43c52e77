"""Listings as tables that staff take out and bring back: every fact, in codes, without loss."""
