"""What was published or recorded is not changed by SQL either (ARCHITECTURE rules 3 and 4)."""

from typing import ClassVar

from django.db import migrations

FROZEN = {
    "procedures_procedureversion": "a published version is never changed",
    "procedures_event": "an event is never changed",
}

POSTGRES_FUNCTION = """
CREATE OR REPLACE FUNCTION ventanilla_refuse() RETURNS trigger AS $$
BEGIN
    RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = 'integrity_constraint_violation';
END;
$$ LANGUAGE plpgsql;
"""


def freeze(apps, schema_editor):
    vendor = schema_editor.connection.vendor
    if vendor == "postgresql":
        schema_editor.execute(POSTGRES_FUNCTION, None)  # no parameters: its % is its own
    for table, why in FROZEN.items():
        for deed in ("UPDATE", "DELETE"):
            name = f"{table}_no_{deed.lower()}"
            if vendor == "postgresql":
                schema_editor.execute(
                    f"CREATE TRIGGER {name} BEFORE {deed} ON {table} FOR EACH ROW"
                    f" EXECUTE FUNCTION ventanilla_refuse('{why}')"
                )
            else:
                schema_editor.execute(
                    f"CREATE TRIGGER {name} BEFORE {deed} ON {table}"
                    f" BEGIN SELECT RAISE(ABORT, '{why}'); END"
                )


def thaw(apps, schema_editor):
    vendor = schema_editor.connection.vendor
    for table in FROZEN:
        for deed in ("update", "delete"):
            where = f" ON {table}" if vendor == "postgresql" else ""
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{deed}{where}")
    if vendor == "postgresql":
        schema_editor.execute("DROP FUNCTION IF EXISTS ventanilla_refuse()")


class Migration(migrations.Migration):
    dependencies: ClassVar = [("procedures", "0001_initial")]

    operations: ClassVar = [migrations.RunPython(freeze, thaw)]
