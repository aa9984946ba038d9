"""The web application: a thin shell over the library.

Rooms and pages read with `queries` and write with `acts`; what they have in common is in `spine` and `people`.
"""
