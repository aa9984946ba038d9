"""The eleven stages, pure: data in, data out."""
