"""The directory: code lists, listings, registration, curation, visibility."""
