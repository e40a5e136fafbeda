"""Legends of land-cover maps: classes, levels, files, recognition and crosswalks."""
