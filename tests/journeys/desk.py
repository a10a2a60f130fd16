"""People of the staff at their desks: who they are, how they log in, how they make a move."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser

from backend.accounts.models import User
from tests.factories import person
from tests.journeys.browser import Visitor

DESK = {"width": 1280, "height": 900}
PASSWORD = "una clave que nadie adivina"


def worker(*grants: str, **named: str) -> User:
    user = person(*grants, **named)
    user.set_password(PASSWORD)
    user.save()
    return user


@contextmanager
def at_work(
    browser: Browser, site: str, user: User, *, scripted: bool, screen: dict[str, int] = DESK
) -> Iterator[Visitor]:
    """Somebody of the staff who logged in; at the end no page may have complained."""
    context = browser.new_context(viewport=screen, java_script_enabled=scripted, locale="es-MX")
    with context:
        visitor = Visitor(context.new_page(), site, axe=scripted)
        visitor.go("/personal/")
        visitor.fill({"login": user.username, "password": PASSWORD})
        visitor.press("Entrar")
        assert visitor.page.url == f"{site}/personal/"
        yield visitor
        assert visitor.problems == []


def do(visitor: Visitor, action: str, **answers: Any) -> None:
    """Open a move of the case, fill in its form, send it."""
    form = f"form[action$='/paso/{action}/']"
    summary = visitor.page.locator(f"details:has(> {form}) > summary")
    if summary.count():
        summary.click()
    for name in answers:  # long lists are folded
        folded = f"{form} details:not([open]):has([name='{action}-{name}']) > summary"
        if visitor.page.locator(folded).count():
            visitor.page.locator(folded).first.click()
    visitor.fill({f"{action}-{name}": value for name, value in answers.items()})
    visitor.page.locator(f"{form} button.govuk-button").last.click()
    visitor.sees("Listo")
    visitor.look()


def register_it(visitor: Visitor, **contact: Any) -> None:
    """From a page of the form across the counter to what is handed over.

    What is not answered yet stays so: nothing is refused for it (DOMAIN R1).
    """
    while "contacto" not in visitor.page.url:
        visitor.press("Continuar")
    visitor.fill({"channel": "counter", "privacy": True, "truth": True, **contact})
    visitor.press("Continuar")
    visitor.press("Registrar la solicitud")
    visitor.sees("Solicitud registrada")
