"""Running an installation: probes, headers, logs, limits, what happens by the clock, backups, and whether it is ready
for the public."""
