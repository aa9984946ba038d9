"""What every room shares: bodies, parties and memberships; texts in many languages; matters and the links between them;
and the record. People are known here by opaque ids only."""
