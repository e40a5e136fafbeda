"""A year of images: dates, masks, gaps filled, series smoothed."""
