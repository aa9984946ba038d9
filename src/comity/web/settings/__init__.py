"""Settings: what is the same everywhere (base), for one machine with SQLite (embedded), for a server (server)."""
