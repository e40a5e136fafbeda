"""What GDAL tells rasterio's log only: that a disk took no more."""

from __future__ import annotations

import logging
import re
import time
from functools import lru_cache

SAYS_FULL = re.compile(r"no space left|disk (is )?full|quota|not enough space", re.IGNORECASE)


class _Listener(logging.Filter):
    """Notes when a disk was full; hides what the log would not have shown without it."""

    def __init__(self, logger: logging.Logger) -> None:
        """Hear all that ``logger`` is told of."""
        super().__init__()
        above = logger.parent.getEffectiveLevel() if logger.parent else logging.WARNING
        self._shown = logger.level or above
        self.refused = float("-inf")
        logger.setLevel(min(self._shown, logging.INFO))  # errors of GDAL come as information
        logger.addFilter(self)

    def filter(self, record: logging.LogRecord) -> bool:
        """Look at a message; tell whether it is to be shown."""
        if SAYS_FULL.search(record.getMessage()):
            self.refused = time.monotonic()
        return record.levelno >= self._shown


@lru_cache(maxsize=1)
def _listener() -> _Listener:
    return _Listener(logging.getLogger("rasterio._env"))


def listen() -> float:
    """Begin to listen, if not yet done; return this moment, for ``disk_refused``."""
    _listener()
    return time.monotonic()


def disk_refused(since: float) -> bool:
    """Tell whether GDAL wrote to a full disk since a moment, any disk and in any thread.

    Blocks are written late, by whichever thread needs their memory, and what fails there fails
    silently.
    """
    return _listener().refused >= since
