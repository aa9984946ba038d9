"""The frame of every page: base templates, components, the stylesheet, refusals, and how words reach a template."""
