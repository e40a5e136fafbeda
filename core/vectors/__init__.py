"""Polygons and points from files."""
