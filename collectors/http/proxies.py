"""Which proxy leads to a host, by the environment; loopback is reached without one, whatever it says."""

import ipaddress
from collections.abc import Mapping

from civitop.addresses import parts_of
from civitop.errors import ConfigError
from civitop.i18n.message import say
from civitop.sanitise import plain

_VARIABLES = {"https": ("https_proxy", "all_proxy"), "http": ("http_proxy", "all_proxy")}
"""In lower or upper case, the first that is set; as curl and most others have it."""
_SCHEMES = {"http": "http", "https": "https", "socks": "socks5", "socks5": "socks5", "socks5h": "socks5h"}
"""What a proxy may be; desktops write `socks` and mean version 5."""


def proxy_for(url: str, environ: Mapping[str, str]) -> str | None:
    """Return the address of the proxy for `url`, or `None` where there is none.

    Raises `ConfigError` for a variable that names no proxy that can be used.
    """
    parts = parts_of(url)
    if parts is None or not parts.hostname or is_loopback(parts.hostname):
        return None
    name, written = _first(_VARIABLES.get(parts.scheme, ()), environ)
    if not written or _bypassed(parts.hostname, parts.port, environ):
        return None
    proxy = parts_of(written if "://" in written else f"http://{written}")
    scheme = _SCHEMES.get(proxy.scheme.lower()) if proxy else None
    if proxy is None or scheme is None or not proxy.hostname:
        shown = plain(written.rpartition("@")[2])  # what stands before may be a password
        sentence = say(
            "The variable {name} names a proxy that cannot be used ({address}); write http://HOST:PORT or "
            "socks5://HOST:PORT.",
            name=name,
            address=shown,
        )
        raise ConfigError(sentence)
    return proxy._replace(scheme=scheme).geturl()


def _first(names: tuple[str, ...], environ: Mapping[str, str]) -> tuple[str, str]:
    for name in names:
        for each in (name, name.upper()):
            if each == "HTTP_PROXY" and environ.get("REQUEST_METHOD"):
                continue  # under CGI a client's header of this name would choose it (CVE-2016-1000110)
            if value := environ.get(each, "").strip():
                return each, value
    return "", ""


def is_loopback(host: str) -> bool:
    """Tell whether a host is this machine."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    address = _address(host)
    return address is not None and address.is_loopback


def _bypassed(host: str, port: int | None, environ: Mapping[str, str]) -> bool:
    """Tell whether NO_PROXY has a host: by name, domain, address or network, with a port or without."""
    _, listed = _first(("no_proxy",), environ)
    address = _address(host)
    for entry in filter(None, (each.strip().lower() for each in listed.replace(" ", ",").split(","))):
        if entry == "*":
            return True
        network = _network(entry)
        if network is not None:
            if address is not None and address.version == network.version and address in network:
                return True
            continue
        name, _, of_port = entry.partition(":")
        name = name.removeprefix("*").removeprefix(".")
        if (not of_port or of_port == str(port)) and (host == name or host.endswith(f".{name}")):
            return True
    return False


def _address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return None


def _network(entry: str) -> ipaddress.IPv4Network | ipaddress.IPv6Network | None:
    try:
        return ipaddress.ip_network(entry.replace("[", "").replace("]", ""), strict=False)
    except ValueError:
        return None
