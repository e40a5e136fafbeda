"""What people see in QGIS: styles of the results."""
