"""What reaches the network when GDAL opens it, and how GDAL is kept from it, or from waiting."""

from __future__ import annotations

import re

# of GDAL; rasterio sets these in one thread only, but in the main one for all
OFFLINE = {
    "CPL_VSIL_CURL_ALLOWED_FILENAME": "none",
    "GDAL_HTTP_PROXY": "none://",  # a kind of proxy curl does not know, so that it gives up
    "GDAL_HTTPS_PROXY": "none://",
    "GDAL_VRT_ENABLE_PYTHON": "NO",
}
# a server that falls silent would else keep everybody waiting, QGIS too: rasterio opens files while
# no other thread may work; what the environment says of these counts more
PATIENCE = {
    # what GDAL has read of a file it else keeps as long as QGIS runs, though it is written anew
    # meanwhile: this lets it forget that when the file is closed
    "CPL_VSIL_CURL_NON_CACHED": "/vsi",
    "GDAL_HTTP_CONNECTTIMEOUT": "15",  # seconds
    "GDAL_HTTP_TIMEOUT": "120",
    "GDAL_HTTP_MAX_RETRY": "2",
    "GDAL_HTTP_RETRY_DELAY": "1",
}
_REMOTE = re.compile(
    r"(?<![a-z0-9])(?:https?|ftp|s3|gs|az|abfs|adls?|oss|swift|hdfs|webhdfs|dods|ecwps?)://|"
    r"/vsi(?:curl|s3|gs|az|adls|oss|swift|hdfs|webhdfs)[a-z_]*[/?]",
    re.IGNORECASE,
)


def is_remote(path: str) -> bool:
    """Tell whether a name asks for something in the network."""
    return bool(_REMOTE.search(path))


def names_computer(path: str) -> bool:
    """Tell whether a path begins with another computer's name, as Windows writes it."""
    return path.startswith(("\\\\", "//")) and not path.startswith(("\\\\?\\", "\\\\.\\"))
