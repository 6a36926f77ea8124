"""The one place that makes HTTP clients: whom they trust and by which proxy they go is the same for all."""

import os
from collections.abc import Mapping
from typing import Any

import httpx

from collectors.http.certificates import trusted
from collectors.http.proxies import proxy_for


def client_for(base: str, *, environ: Mapping[str, str] = os.environ, **more: Any) -> httpx.AsyncClient:
    """Return a client for the host of `base`; `more` goes to httpx. Raises `ConfigError` for the environment's faults.

    httpx itself reads no variable: it would send a token for loopback through a proxy, and stumbles over networks
    in NO_PROXY.
    """
    proxy = proxy_for(base, environ)
    return httpx.AsyncClient(verify=trusted(), proxy=proxy, trust_env=False, **more)
