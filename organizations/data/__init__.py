"""The code lists as files, and the scripts that write two of them. README.md names the sources."""
