"""The institution's colours over the compiled sheet: `/tema.css`, linked only if they differ.

A file of its own because the Content-Security-Policy lets no page carry styles inside.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control

from procedures.catalogue.institution import institution

# What assets-src/src/_look.scss compiles in.
COMPILED = {"primary": "#0a3d4d", "accent": "#0b6e7f", "on_primary": "#ffffff"}


def own_colours(colours: Mapping[str, str] | None) -> dict[str, str]:
    """The colours that differ from the compiled ones.

    Raises:
        ValueError: one is not written #rrggbb.
    """
    chosen = {name: (colours or {}).get(name, base).lower() for name, base in COMPILED.items()}
    for name, colour in chosen.items():
        if not re.fullmatch(r"#[0-9a-f]{6}", colour):
            raise ValueError(f"institution.yaml: colours.{name}: write #rrggbb, not {colour!r}")
    return {name: colour for name, colour in chosen.items() if colour != COMPILED[name]}


@cache_control(max_age=3600, public=True)
def theme(request: HttpRequest) -> HttpResponse:
    """The institution's colours as custom properties."""
    colours = own_colours(institution().get("colours"))
    rules = [f"--v-{name.replace('_', '-')}:{colour}" for name, colour in colours.items()]
    if accent := colours.get("accent"):
        rules += [f"--govuk-{part}-colour:{accent}" for part in ("brand", "link")]
    return HttpResponse(f":root{{{';'.join(rules)}}}", content_type="text/css; charset=utf-8")


theme = login_not_required(theme)
