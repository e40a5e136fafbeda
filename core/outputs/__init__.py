"""Outputs: who writes them, how they appear, and what is kept meanwhile."""
