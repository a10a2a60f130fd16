"""In which language a page speaks: Spanish, unless whoever reads asked for another.

What the browser says of itself (`Accept-Language`) is not consulted, and the API, the mails and
the papers stay in the language of the record (docs/decisions/0015).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST
from django.views.i18n import set_language

from procedures.requests.telling import Line

# Answers to programs, and what is kept or printed: in the language of the record.
OF_THE_RECORD = re.compile(r"^/api/|\.(pdf|zip|json|csv)$")


@dataclass(frozen=True)
class Language:
    """A language to choose: its code, the tag HTML wants and its name in itself."""

    code: str
    tag: str
    name: str


class LanguageMiddleware:
    """Each page in the language of the reader's cookie; anything else in Spanish."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = chosen(request)
        if OF_THE_RECORD.search(request.path):
            language = settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", tag_of(language))
        patch_vary_headers(response, ("Cookie",))
        return response


def chosen(request: HttpRequest) -> str:
    """The code this browser's cookie asks for; Spanish where it asks for nothing we have."""
    asked = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    return asked if asked in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def tag_of(code: str) -> str:
    """A language code as HTML writes it: "es-mx" is "es-MX"."""
    language, _, region = code.partition("-")
    return f"{language}-{region.upper()}" if region else language


def current() -> str:
    """The tag of the language of the page being drawn."""
    return tag_of(translation.get_language() or settings.LANGUAGE_CODE)


def others() -> list[Language]:
    """The languages this page is not in."""
    here = translation.get_language()
    return [
        Language(code, tag_of(code), str(name)) for code, name in settings.LANGUAGES if code != here
    ]


def of_the_record() -> SafeString:
    """The attribute that says a text is Spanish, where the page around it is not (WCAG 3.1.2)."""
    tag = tag_of(settings.LANGUAGE_CODE)
    return mark_safe("") if current() == tag else format_html(' lang="{}"', tag)


def spanish(text: Any) -> Any:
    """A text of the record inside the page's own: marked where the page is not Spanish."""
    mark = of_the_record()
    return format_html("<span{}>{}</span>", mark, text) if mark and text else text


def in_lines(lines: Iterable[Line]) -> SafeString:
    """The words of a step, a line each, those of the record marked."""
    words = (line.words if line.ours else spanish(line.words) for line in lines if line.words)
    return format_html_join("\n", "{}", ((one,) for one in words))


@csrf_exempt  # it changes nothing but this cookie, and a token would give every visitor another
@require_POST
@login_not_required
def choose(request: HttpRequest) -> HttpResponse:
    """Keep the choice in a cookie and go back to the page it was made on.

    Only a language we have is kept, and only an address of this site is gone back to.
    """
    return set_language(request)
