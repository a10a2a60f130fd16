"""A utility of the tests' own, so that pages do not depend on one installation's facts."""

from __future__ import annotations

import pytest

from procedures.catalogue.institution import Institution

UTILITY = Institution(
    name="Organismo Operador de Agua de Prueba",
    short_name="OOAP",
    phones=({"name": "Centro de llamadas", "number": "9515550123", "hours": "8:00 a 15:00 h"},),
    offices=({"name": "Módulo Centro", "address": "Calle Uno 1", "hours": "8:00 a 15:00 h"},),
)


@pytest.fixture
def utility(monkeypatch: pytest.MonkeyPatch) -> Institution:
    """The facts every page's frame shows in this test."""
    monkeypatch.setattr("frontend.pages.institution", lambda: UTILITY)
    return UTILITY


@pytest.fixture
def style_page_on(settings, utility) -> None:
    """The living style page answers, as in the demo."""
    settings.DEMO = True
    settings.MIDDLEWARE = [
        name for name in settings.MIDDLEWARE if not name.endswith("SecondFactorMiddleware")
    ]
