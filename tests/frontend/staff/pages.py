"""Reading pages as people do: by their forms and their words."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.test import Client
from lxml import html

COUNTER = "/personal/mostrador/"


def text_of(response: HttpResponse) -> str:
    page = html.fromstring(response.content.decode())
    return " ".join(page.xpath("//main")[0].text_content().split())


def form_data(response: HttpResponse, action: str) -> dict[str, Any]:
    """What the form that goes to `action` would send if nobody typed anything."""
    page = html.fromstring(response.content.decode())
    forms = page.xpath(f"//main//form[contains(@action, '{action}')]" if action else "//main//form")
    assert forms, f"no form goes to {action}"
    # A line break right after <textarea> is not part of what it holds.
    return {name: value.removeprefix("\n") for name, value in forms[0].form_values()}


def go_through(browser: Client, slug: str, source: str = "phone", **last_step: Any) -> HttpResponse:
    """File across the counter with nothing answered but the last step; what it leads to."""
    step = browser.post(f"{COUNTER}{slug}/", {"source": source})
    while "contacto" not in step.url:
        step = browser.post(step.url, form_data(browser.get(step.url), ""))
        assert step.status_code == 302, text_of(step)
    told = {"channel": "counter", "identity_check": "INE", "privacy": "on", "truth": "on"}
    data = form_data(browser.get(step.url), "") | told | last_step
    return browser.post(step.url, data)
