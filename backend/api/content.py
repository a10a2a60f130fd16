"""What goes in and out: JSON with a floor under it, uploads with a ceiling over them."""

from __future__ import annotations

import json
import math
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from rest_framework import status
from rest_framework.exceptions import APIException, ParseError
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.parsers import JSONParser, MultiPartParser
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request

DEEPEST = 32  # objects within objects; answers need four
ENVELOPE = 64 * 1024  # bytes that a multipart body may have besides its file


class TooLarge(APIException):
    """The body is larger than what is read."""

    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_code = "too_large"

    def __init__(self, limit: int) -> None:
        super().__init__(
            _("Lo que envió es demasiado grande; el límite es de %s MB.") % (limit // 1024 // 1024)
        )


class BoundedJSONParser(JSONParser):
    """JSON that the house can hold: not too large, not too deep, and text any database stores."""

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> Any:
        """The body as Python values.

        Raises:
            TooLarge: above DATA_UPLOAD_MAX_MEMORY_SIZE; no more than that is read.
            ParseError: not JSON, or not within the floor.
        """
        limit: int = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        if _said_length(parser_context) > limit:
            raise TooLarge(limit)
        body = stream.read(limit + 1)
        if len(body) > limit:
            raise TooLarge(limit)
        try:
            data = json.loads(body.decode("utf-8"), parse_constant=_no_constant)
        except RecursionError as deep:
            raise ParseError(_("El JSON tiene demasiados niveles.")) from deep
        except ValueError as wrong:
            raise ParseError(_("El cuerpo no es JSON válido en UTF-8.")) from wrong
        _check(data)
        return data


class BoundedMultiPartParser(MultiPartParser):
    """One file; a body that says it is larger is refused before a byte of it is read."""

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> Any:
        if _said_length(parser_context) > settings.UPLOAD_MAX_BYTES + ENVELOPE:
            raise TooLarge(settings.UPLOAD_MAX_BYTES)
        try:
            return super().parse(stream, media_type, parser_context)
        except ParseError as wrong:
            raise ParseError(
                _("No pudimos leer el archivo que envió; vuelva a subirlo.")
            ) from wrong


class OneRepresentation(BaseContentNegotiation):
    """Each address has one representation, and says which; `Accept` is not asked (RFC 9110 12)."""

    def select_parser(self, request: Request, parsers: Any) -> Any:
        said = request.content_type.partition(";")[0].strip().lower()
        return next((parser for parser in parsers if parser.media_type == said), None)

    def select_renderer(
        self, request: Request, renderers: Any, format_suffix: Any = None
    ) -> tuple[BaseRenderer, str]:
        return renderers[0], renderers[0].media_type


def _said_length(parser_context: Any) -> int:
    said = str(parser_context["request"].META.get("CONTENT_LENGTH") or "0")
    return int(said) if said.isdecimal() else 0


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")


def _check(data: Any) -> None:
    """Walk the values without recursion: depth, numbers that are none, characters nobody stores."""
    waiting: list[tuple[Any, int]] = [(data, 1)]
    while waiting:
        value, depth = waiting.pop()
        if depth > DEEPEST:
            raise ParseError(_("El JSON tiene demasiados niveles."))
        if isinstance(value, dict):
            waiting += [(item, depth + 1) for pair in value.items() for item in pair]
        elif isinstance(value, list):
            waiting += [(item, depth + 1) for item in value]
        elif isinstance(value, str):
            if "\x00" in value or any("\ud800" <= letter <= "\udfff" for letter in value):
                raise ParseError(_("El texto contiene caracteres que no pueden guardarse."))
        elif isinstance(value, float) and not math.isfinite(value):
            raise ParseError(_("El JSON contiene un número fuera de rango."))
