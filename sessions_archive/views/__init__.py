"""Pages of the archive and of the sessions to come."""
