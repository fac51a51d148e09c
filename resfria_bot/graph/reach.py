"""Why a service could not be reached, in words for whoever runs the network."""

import requests
from urllib3.exceptions import NameResolutionError, NewConnectionError

#: The connection stood and then broke: the request may have arrived.
_BROKEN = (
    requests.ReadTimeout,
    requests.exceptions.ChunkedEncodingError,
    requests.exceptions.ContentDecodingError,
)


def obstacle(error: requests.RequestException, host: str) -> str:
    """One sentence when the request never reached `host`; empty when the connection broke on the way."""
    if isinstance(error, requests.exceptions.ProxyError):
        return f"{host} cannot be reached through the proxy: check HTTPS_PROXY and that the proxy lets {host} through"
    if isinstance(error, requests.exceptions.SSLError):
        return f"the certificate of {host} is not trusted here: let REQUESTS_CA_BUNDLE name your own authorities' file"
    if isinstance(error, requests.ConnectTimeout):
        return f"{host} does not answer: check the firewall, or set HTTPS_PROXY if there is a proxy"
    if isinstance(error, _BROKEN):
        return ""
    if not isinstance(error, requests.ConnectionError):
        return f"{host} cannot be called ({type(error).__name__}): check the address and HTTPS_PROXY"
    reason = getattr(error.args[0], "reason", None) if error.args else None
    if isinstance(reason, NameResolutionError):
        return f"the name {host} is not known here: check the address, the name server and HTTPS_PROXY"
    if isinstance(reason, NewConnectionError):
        return f"{host} refuses connections: check the address, the firewall and HTTPS_PROXY"
    return ""
