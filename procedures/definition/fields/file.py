"""One file or many. Files are documents of the request, never part of its answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .base import Attributes, Context, Field, FieldType, JsonSchema, Wrong

# What the documents room can decode; HEIC is what phones send and becomes JPEG there.
MEDIA_TYPES = {
    "image": ("image/jpeg", "image/png", "image/heic"),
    "pdf": ("application/pdf",),
}
# What the picker offers. Telephones give the camera as well as the gallery where a type of image is
# named; endings alone hide it.
PICKED = {
    "image": "image/jpeg,image/png,image/heic,image/heif,.jpg,.jpeg,.png,.heic,.heif",
    "pdf": "application/pdf,.pdf",
}


class FilesWidget(forms.FileInput):
    """A file input, and one that opens the camera at once.

    The template gets `widget.multiple`, `widget.accept` and `widget.alone`.

    Attributes:
        alone: where the page takes one file at a time: what it tells the template of that.
    """

    template_name = "fields/files.html"
    allow_multiple_selected = True

    def __init__(self, *, accept: str, multiple: bool) -> None:
        self.multiple = multiple
        self.accept = accept
        self.alone: Mapping[str, Any] = {}
        super().__init__(attrs={"accept": accept, **({"multiple": True} if multiple else {})})

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"].update(
            multiple=self.multiple,
            accept=self.accept,
            alone=self.alone,
        )
        return context

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[Any]:
        if hasattr(files, "getlist"):
            return [one for one in files.getlist(name) if one]
        one = files.get(name) if files else None
        return list(one) if isinstance(one, list | tuple) else ([one] if one else [])


class File(FieldType):
    name = "file"
    title = gettext_lazy("Archivo")
    kind = ""
    stores_answer = False
    attributes: ClassVar[Attributes] = {
        "accept": {
            "type": "array",
            "items": {"enum": sorted(MEDIA_TYPES)},
            "minItems": 1,
            "uniqueItems": True,
        },
        "multiple": {"type": "boolean"},
        "max_files": {"type": "integer", "minimum": 1, "maximum": 20},
    }
    required_message = gettext_lazy("Agregue el documento.")

    def accepted(self, field: Field) -> tuple[str, ...]:
        """The media types this field takes."""
        kinds = field.get("accept", sorted(MEDIA_TYPES))
        return tuple(media for kind in kinds for media in MEDIA_TYPES[kind])

    def most(self, field: Field) -> int:
        """How many files at most."""
        return int(field.get("max_files", 5)) if field.get("multiple", False) else 1

    def widget(self, field: Field) -> forms.Widget:
        kinds = field.get("accept", sorted(MEDIA_TYPES))
        accept = ",".join(PICKED[kind] for kind in kinds)
        return FilesWidget(accept=accept, multiple=self.most(field) > 1)

    def clean(self, field: Field, value: Any, context: Context) -> Any:
        raise Wrong("document", _("El archivo se manda aparte, en los documentos."))

    def schema(self, field: Field) -> JsonSchema:
        return {
            "type": "array",
            "items": {"type": "string"},
            "maxItems": self.most(field),
            "x-accept": list(self.accepted(field)),
        }

    def example(self, field: Field) -> Any:
        return ["identificador-del-archivo-subido"]

    def prove(self, field: Field) -> Iterator[tuple[str, str]]:
        if field.get("max_files") and not field.get("multiple", False):
            yield "max_files", _("Sobra: el campo no dice «multiple: true».")


TYPE = File()
