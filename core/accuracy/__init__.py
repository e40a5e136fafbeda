"""How well maps agree with a reference, and what samples say of the whole area."""
