"""What is exported and loaded again is the same, to the byte."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from procedures.catalogue.institution import DATA
from procedures.catalogue.sources import read_yaml
from procedures.definition import parse
from tests.factories import catalogue, published

pytestmark = pytest.mark.django_db
METER = "mantenimiento-cambio-medidor"


def exported(*arguments: str) -> str:
    out = StringIO()
    call_command("export_definition", *arguments, stdout=out)
    return out.getvalue()


def test_an_exported_definition_is_the_file_it_was_loaded_from() -> None:
    version = published(METER)
    text = exported(METER)
    assert text == (DATA / "procedures" / f"{METER}.yaml").read_text(encoding="utf-8")
    again = parse(read_yaml(text), known=catalogue()[METER].known)
    assert again.content_hash == version.content_hash


def test_what_was_never_published_is_not_exported() -> None:
    with pytest.raises(CommandError):
        exported("no-existe")
    published(METER)
    with pytest.raises(CommandError):
        exported(METER, "--number", "7")
