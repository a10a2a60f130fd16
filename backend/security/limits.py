"""How often somebody may try: counters in the cache, under keyed digests and never an address.

What is counted lives as long as its window and leads nobody back: an anonymous filing leaves no
connection behind (DOMAIN §8.2). A cache that is away counts nothing (`backend.cache`).
"""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from ipaddress import IPv6Address, IPv6Network

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

from .digests import keyed_digest

PORTED = re.compile(r"\[(.+)\](?::\d+)?|([\d.]+):\d+")  # [IPv6], [IPv6]:port, IPv4:port
HOUSE_BITS = 64  # of an IPv6 address: what a provider gives to one subscriber, at least


@dataclass(frozen=True)
class Limit:
    """`times` in each window of `seconds`, counted apart for each `who`."""

    name: str
    times: int
    seconds: int

    def spend(self, who: str, amount: int = 1) -> int:
        """Count `amount` more.

        Returns:
            0 when it is allowed, else the seconds until the window ends.
        """
        key, left = self._window(who)
        try:
            cache.add(key, 0, timeout=self.seconds)
            return left if cache.incr(key, amount) > self.times else 0
        except ValueError:  # the window ended between the two
            return 0

    def wait(self, who: str) -> int:
        """Without counting: 0 while there are tries left, else the seconds to wait."""
        key, left = self._window(who)
        return left if cache.get(key, 0) >= self.times else 0

    def _window(self, who: str) -> tuple[str, int]:
        now = int(time.time())
        window = now // self.seconds
        digest = keyed_digest("limit", self.name, str(window), who).hex()
        return f"limit:{digest[:40]}", (window + 1) * self.seconds - now


def address_of(request: HttpRequest) -> str:
    """Where a caller comes from, believing only what our own proxies said of it.

    Of an IPv6 address, the first of its /64: one house has that many to spend, and would never
    wait.
    """
    told = str(request.META.get("HTTP_X_FORWARDED_FOR", ""))
    ours: int = settings.TRUSTED_PROXIES
    if ours and told:
        hops = told.split(",")
        return _house(hops[-min(ours, len(hops))])
    return _house(str(request.META.get("REMOTE_ADDR", "")))


def _house(said: str) -> str:
    """Without the port some balancers add: each connection has its own and would never wait."""
    ported = PORTED.fullmatch(said.strip())
    address = (ported[1] or ported[2]) if ported else said.strip()
    try:
        known = IPv6Address(address)
    except ValueError:  # IPv4, or whatever else it is
        return address
    house = IPv6Network((known, HOUSE_BITS), strict=False).network_address
    return str(known.ipv4_mapped or house)
