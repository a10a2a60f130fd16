"""Words of messages as versions that nobody changes, by SQL neither (ARCHITECTURE rule 4)."""

import django.utils.timezone
from django.db import migrations, models


TABLE = "notifications_messageedition"
WHY = "a published version is never changed"


def freeze(apps, schema_editor):
    on_postgres = schema_editor.connection.vendor == "postgresql"
    if on_postgres:
        schema_editor.execute(
            "CREATE FUNCTION notifications_refuse() RETURNS trigger AS $$ BEGIN"
            f" RAISE EXCEPTION '{WHY}' USING ERRCODE = 'integrity_constraint_violation';"
            " END; $$ LANGUAGE plpgsql",
            None,
        )
    for deed in ("UPDATE", "DELETE"):
        name = f"{TABLE}_no_{deed.lower()}"
        act = (
            "FOR EACH ROW EXECUTE FUNCTION notifications_refuse()"
            if on_postgres
            else f"BEGIN SELECT RAISE(ABORT, '{WHY}'); END"
        )
        schema_editor.execute(f"CREATE TRIGGER {name} BEFORE {deed} ON {TABLE} {act}", None)


def thaw(apps, schema_editor):
    on_postgres = schema_editor.connection.vendor == "postgresql"
    for deed in ("update", "delete"):
        where = f" ON {TABLE}" if on_postgres else ""
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {TABLE}_no_{deed}{where}")
    if on_postgres:
        schema_editor.execute("DROP FUNCTION IF EXISTS notifications_refuse()")


class Migration(migrations.Migration):

    dependencies = [
        ('notifications', '0003_webhook_endpoints'),
    ]

    operations = [
        migrations.AddField(
            model_name='outboxmessage',
            name='language',
            field=models.CharField(default='es-mx', max_length=10, verbose_name='idioma'),
        ),
        migrations.CreateModel(
            name='MessageEdition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=40, verbose_name='mensaje')),
                ('language', models.CharField(max_length=10, verbose_name='idioma')),
                ('version', models.PositiveSmallIntegerField(verbose_name='versión')),
                ('subject', models.CharField(blank=True, default='', max_length=200, verbose_name='asunto')),
                ('body', models.TextField(blank=True, default='', verbose_name='texto')),
                ('short', models.CharField(blank=True, default='', max_length=400, verbose_name='texto breve')),
                ('repeats', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='repite la versión')),
                ('made_from', models.CharField(blank=True, default='', max_length=64, verbose_name='huella del original')),
                ('published_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='publicada')),
                ('published_by', models.CharField(max_length=150, verbose_name='quién la publicó')),
                ('why', models.CharField(max_length=200, verbose_name='por qué')),
            ],
            options={
                'verbose_name': 'versión de un mensaje',
                'verbose_name_plural': 'versiones de los mensajes',
                'ordering': ['kind', 'language', 'version'],
                'constraints': [models.UniqueConstraint(fields=('kind', 'language', 'version'), name='edition_version_once'), models.CheckConstraint(condition=models.Q(('version__gt', 1)), name='edition_after_the_file'), models.CheckConstraint(condition=models.Q(models.Q(('body', ''), ('repeats', 1), ('subject', '')), models.Q(('subject', ''), ('body', ''), _connector='OR', _negated=True), _connector='OR'), name='edition_has_words_or_the_file')],
            },
        ),
        migrations.RunPython(freeze, thaw),
    ]
