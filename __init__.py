"""FineCover: fine land-cover maps from a coarse map and a fine image."""


def classFactory(iface):  # noqa: N802 - the name QGIS calls
    """Return the plugin; called once by QGIS when it loads the folder."""
    from .plugin import FineCoverPlugin

    return FineCoverPlugin(iface)
