"""What is timed, against what, and the last results with the machine they were measured on."""
