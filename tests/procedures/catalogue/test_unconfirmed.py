"""What the utility has still to confirm is found wherever it is, and nothing else."""

from __future__ import annotations

import csv
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from procedures.catalogue.unconfirmed import Claim, unconfirmed
from tests.factories.catalogue import catalogue


def test_a_confirmed_fact_is_not_listed_and_what_hangs_from_it_still_is() -> None:
    document = {
        "record": {
            "cost": {"text": "Gratuito", "basis": "confirmed", "detail": [{"basis": "assumed"}]},
            "requirements": [{"name": "Plano", "basis": "comparable", "source": "SAPAS"}],
        },
        "time": {"limit": {"days": 10}, "basis": "assumed"},
    }
    assert list(unconfirmed(document)) == [
        Claim("record.cost.detail[0]", "record.cost.detail[0]", "assumed", ""),
        Claim("record.requirements[0]", "Plano", "comparable", "SAPAS"),
        Claim("time", "Plazo de respuesta: 10 días hábiles", "assumed", ""),
    ]


def test_the_report_names_every_procedure_and_counts_by_basis() -> None:
    out = StringIO()
    call_command("catalogue_report", stdout=out)
    text = out.getvalue()
    for slug in catalogue():
        assert f"\n{slug}: " in text
    assert "institution.yaml" in text and "Plazo de respuesta: 10 días hábiles" in text
    assert "Total: " in text and "supuesto)." in text


def test_the_report_of_one_procedure_as_csv_has_a_row_for_each_fact() -> None:
    out = StringIO()
    call_command("catalogue_report", "constancia-no-adeudo", format="csv", stdout=out)
    rows = list(csv.DictReader(StringIO(out.getvalue())))
    document = catalogue()["constancia-no-adeudo"].definition.document
    assert len(rows) == len(list(unconfirmed(document)))
    assert {row["tramite"] for row in rows} == {"constancia-no-adeudo"}
    assert {row["base"] for row in rows} <= {"seen", "comparable", "assumed"}


def test_a_procedure_that_is_not_there_is_an_error() -> None:
    with pytest.raises(CommandError, match="no-existe"):
        call_command("catalogue_report", "no-existe", stdout=StringIO())
