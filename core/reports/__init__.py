"""Reports: finished numbers put into HTML, CSV and JSON."""
