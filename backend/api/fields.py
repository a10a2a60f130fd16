"""Body fields that take exactly what they say, and bodies that take nothing else.

DRF's own fields are generous (the number 5 as a text, "yes" as true): generosity hides a client's
mistake, and what was stored is then not what was sent.
"""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

WRONG_TYPE = _("El tipo del dato no es el esperado.")


class Text(serializers.CharField):
    """A string, never a number."""

    default_error_messages: ClassVar = {"invalid": WRONG_TYPE}

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)


class Whole(serializers.IntegerField):
    """A JSON number without decimals."""

    def to_internal_value(self, data: Any) -> int:
        if type(data) is not int:
            self.fail("invalid")
        return super().to_internal_value(data)


class YesNo(serializers.BooleanField):
    """true or false."""

    def to_internal_value(self, data: Any) -> bool:
        if not isinstance(data, bool):
            self.fail("invalid", input=data)
        return data


class UploadId(serializers.UUIDField):
    """The id of an upload, as `POST /uploads/` gave it."""

    def to_internal_value(self, data: Any) -> uuid.UUID:
        if not isinstance(data, str):
            self.fail("invalid", value=data)
        return super().to_internal_value(data)


class Answers(serializers.DictField):
    """Answers by field key: their own form says what they must be."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"required": False, "default": dict, **options})


def documents_field() -> serializers.DictField:
    """Uploads by field key."""
    return serializers.DictField(
        child=serializers.ListField(child=UploadId(), max_length=20), required=False, default=dict
    )


class Body(serializers.Serializer[Any]):
    """A request body; a name it does not know is an error, since it would be lost in silence."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, dict):
            strangers = sorted(set(data) - set(self.fields))
            if strangers:
                raise serializers.ValidationError(
                    {
                        name[:80]: [serializers.ErrorDetail(_("Aquí no va ese dato."), "unknown")]
                        for name in strangers
                    }
                )
        return super().to_internal_value(data)


class RevisionBody(Body):
    """A change says which revision of the request it saw."""

    revision = Whole(min_value=1)
