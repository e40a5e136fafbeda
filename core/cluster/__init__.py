"""Work spread over the workers of a running Dask scheduler."""
