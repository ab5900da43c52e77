"""Partners, matching and partnerships."""
