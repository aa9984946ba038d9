"""Definitions every other part speaks in: frozen dataclasses, standard library and numpy only."""
