"""Features of a fine image: bands, indices, statistics, context, terrain, ancillary layers."""
