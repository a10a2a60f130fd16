"""Speaking to an address somebody else wrote down: never to what is inside the house.

A name is resolved once, every address it has is looked at, and the connection goes to the very
address that was looked at: a name that answers something else a moment later (DNS rebinding)
changes nothing. Redirections are not followed. The utility's own systems, which do live inside,
are reached where `WEBHOOK_NETWORKS` names their network.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
from collections.abc import Mapping
from urllib.parse import urlsplit

from django.conf import settings

TIMEOUT = 10  # seconds to connect, and between two pieces of an answer
Address = ipaddress.IPv4Address | ipaddress.IPv6Address
# Global by the registry, and yet ways into somewhere else: what they carry is not looked into.
TUNNELS = tuple(
    ipaddress.ip_network(one)
    for one in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32", "192.88.99.0/24")
)


class Forbidden(Exception):
    """The address is none we may speak to; the words say why and nothing of the address."""


def ours(address: Address) -> bool:
    """Whether an address is in a network the installation names as its own."""
    networks = [ipaddress.ip_network(one) for one in settings.WEBHOOK_NETWORKS]
    return any(address in one for one in networks if one.version == address.version)


def public(address: Address) -> bool:
    """Whether an address is on the open internet."""
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None:
        return public(address.ipv4_mapped)
    if any(address in one for one in TUNNELS if one.version == address.version):
        return False
    if isinstance(address, ipaddress.IPv6Address) and address.is_site_local:
        return False  # deprecated, and "global" to this Python
    return address.is_global and not address.is_multicast and not address.is_reserved


def parts(url: str) -> tuple[str, str, int, str]:
    """Scheme, host, port and path of an address that may be written down.

    Raises:
        Forbidden: it is not http(s), or holds a name and a password.
    """
    try:
        found = urlsplit(url)
        port = found.port or {"http": 80, "https": 443}[found.scheme]
    except (ValueError, KeyError):
        raise Forbidden("scheme") from None
    if not found.hostname or found.username is not None or found.password is not None:
        raise Forbidden("host")
    path = found.path or "/"
    return found.scheme, found.hostname, port, f"{path}?{found.query}" if found.query else path


def pinned(scheme: str, host: str, port: int) -> str:
    """The address to connect to.

    Raises:
        Forbidden: one of those the name has is inside; or it goes in the clear to the outside.
        OSError: the name has none.
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = [ipaddress.ip_address(str(one[4][0]).partition("%")[0]) for one in found]
    if not addresses:
        raise OSError("no address")
    if all(ours(one) for one in addresses):
        return str(addresses[0])
    if not all(public(one) for one in addresses):
        raise Forbidden("inside")
    if scheme != "https":
        raise Forbidden("clear")
    return str(addresses[0])


def post(url: str, body: bytes, headers: Mapping[str, str]) -> tuple[int, str]:
    """POST to an address somebody wrote down.

    Returns:
        The status it answered, and its Retry-After.

    Raises:
        Forbidden: it is none we may speak to.
        OSError: nobody answers.
    """
    scheme, host, port, path = parts(url)
    address = pinned(scheme, host, port)
    connection = http.client.HTTPConnection(host, port, timeout=TIMEOUT)
    sock = socket.create_connection((address, port), timeout=TIMEOUT)
    try:
        if scheme == "https":
            sock = ssl.create_default_context().wrap_socket(sock, server_hostname=host)
        connection.sock = sock
        connection.request("POST", path, body=body, headers=dict(headers))
        answer = connection.getresponse()
        return answer.status, answer.headers.get("Retry-After", "")
    except http.client.HTTPException as problem:
        raise OSError(type(problem).__name__) from None
    finally:
        connection.close()
        sock.close()
