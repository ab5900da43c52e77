"""Pages of partners and matches."""
