"""The HTTP session: as requests has it, but a proxy is never asked to reach this machine itself."""

from typing import Any
from urllib.parse import urlsplit

import requests

from resfria_bot.graph.address import is_loopback


class Session(requests.Session):
    """Proxies and certificates come from the environment; loopback addresses are called directly."""

    def merge_environment_settings(self, url: Any, proxies: Any, *others: Any) -> Any:
        """Many networks set HTTP_PROXY without NO_PROXY, and the sandbox is to work there too."""
        host = urlsplit(str(url)).hostname or ""
        if is_loopback(host):
            proxies = {**(proxies or {}), "no_proxy": host}
        return super().merge_environment_settings(url, proxies, *others)
