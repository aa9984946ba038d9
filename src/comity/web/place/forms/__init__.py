"""Forms of the place, one module a noun. They know what was typed; the acts know what holds."""
