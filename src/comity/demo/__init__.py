"""The demonstration: forty statements of ours and a simulated population that votes on them."""
