"""The page that shows the API, in a real browser under our own policy."""

from __future__ import annotations

from typing import Any

import pytest


@pytest.mark.browser
def test_the_documentation_is_drawn_without_breaking_the_policy(
    browser: Any, live_server: Any
) -> None:
    page = browser.new_page()  # pytest-playwright's own needs a base_url that pytest 9 refuses
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    asked: list[str] = []
    page.on("request", lambda sent: asked.append(sent.url))
    page.goto(f"{live_server.url}/api/v1/docs/")
    page.get_by_text("Presentar una solicitud").wait_for()
    assert complaints == []
    page.close()
    assert all(url.startswith((live_server.url, "data:", "blob:")) for url in asked)
