"""Compare: from votes to what people share, where they divide and who is missing."""
