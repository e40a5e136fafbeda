"""FineCover's science: pure Python on numpy, scikit-learn, rasterio and joblib; no QGIS."""
