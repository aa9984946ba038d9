"""The place: home of the installation, bodies, parties, calendar, and who belongs to what."""
