"""What was signed is not changed by SQL either; a resolution may be revoked, once (decision 0013)."""

from typing import ClassVar

from django.db import migrations

SIGNED = (
    "service_request_id event_id code document outcome grounds reasons conditions appeal"
    " signed_by_id authority place consult_at issued_on valid_until sha256"
).split()
PAPER, RESOLUTION = "procedures_issuedpaper", "procedures_resolution"
NEVER = {PAPER: "an issued paper is never changed", RESOLUTION: "a signed resolution is never changed"}
# name -> (table, when it fires, on which condition)
TRIGGERS = {
    "issuedpaper_no_update": (PAPER, "UPDATE", ""),
    "issuedpaper_no_delete": (PAPER, "DELETE", ""),
    "resolution_no_delete": (RESOLUTION, "DELETE", ""),
    "resolution_no_update": (RESOLUTION, f"UPDATE OF {', '.join(SIGNED)}", ""),
    "resolution_revoked_once": (RESOLUTION, "UPDATE", "WHEN (OLD.revoked_on IS NOT NULL)"),
}


def freeze(apps, schema_editor):
    for name, (table, deed, when) in TRIGGERS.items():
        if schema_editor.connection.vendor == "postgresql":  # the function is migration 0002's
            body = f"EXECUTE FUNCTION ventanilla_refuse('{NEVER[table]}')"
        else:
            body = f"BEGIN SELECT RAISE(ABORT, '{NEVER[table]}'); END"
        schema_editor.execute(
            f"CREATE TRIGGER {name} BEFORE {deed} ON {table} FOR EACH ROW {when} {body}"
        )


def thaw(apps, schema_editor):
    postgres = schema_editor.connection.vendor == "postgresql"
    for name, (table, _deed, _when) in TRIGGERS.items():
        where = f" ON {table}" if postgres else ""
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {name}{where}")


class Migration(migrations.Migration):
    dependencies: ClassVar = [("procedures", "0008_issued_papers")]

    operations: ClassVar = [migrations.RunPython(freeze, thaw)]
