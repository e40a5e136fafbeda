"""Raster files, grids and pixels: the only place that opens, warps and writes rasters."""
