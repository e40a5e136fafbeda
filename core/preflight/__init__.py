"""Looking at a run before it starts: what is wrong with it, and how large it is."""
