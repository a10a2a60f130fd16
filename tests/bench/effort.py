"""What a page costs the hands of who fills it in, beside what it costs the machine.

Keystroke-level model (Card, Moran and Newell, 1980), for somebody who types neither fast nor slow:
times of one person, so they hold on any machine.
"""

from __future__ import annotations

from dataclasses import dataclass

KEY, POINT, PRESS, THINK = 0.28, 1.1, 0.2, 1.35  # seconds


@dataclass
class Effort:
    """What somebody did: pages sent, boxes written in, options chosen, and what the server took."""

    pages: int = 0
    written: int = 0
    keys: int = 0
    chosen: int = 0
    server: float = 0.0

    def write(self, text: str) -> None:
        self.written += 1
        self.keys += len(text) + 1  # and Tab to the next one

    @property
    def hands(self) -> float:
        """Seconds of thinking what goes where, typing and pointing."""
        pointed = self.chosen + self.pages
        return THINK * (self.written + pointed) + KEY * self.keys + (POINT + PRESS) * pointed

    @property
    def seconds(self) -> float:
        return self.hands + self.server

    def __str__(self) -> str:
        return (
            f"{self.pages} pages, {self.written} written ({self.keys} keys), "
            f"{self.chosen} chosen, server {self.server:.1f} s"
        )
