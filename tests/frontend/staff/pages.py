"""Reading pages as people do: by their forms and their words."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from lxml import html


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
