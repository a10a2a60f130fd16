"""Why a file is not taken, in words that say what to do about it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "empty": _("El archivo está vacío. Elija otro."),
    "too_large": _("El archivo pesa más de %(megabytes)s MB. Suba uno más ligero."),
    "too_many_pixels": _("La imagen es demasiado grande. Tome la foto con menor resolución."),
    "type": _("Solo recibimos archivos PDF y fotos JPG, PNG o HEIC."),
    "kind": _("Este dato no acepta archivos de ese tipo."),
    "too_many": _("Aquí caben %(most)s archivos. Quite uno para subir otro."),
    "mismatch": _(
        "El contenido del archivo no corresponde a la terminación de su nombre. "
        "Guárdelo de nuevo como PDF o JPG y vuelva a subirlo."
    ),
    "unreadable": _(
        "No pudimos abrir el archivo: está incompleto o dañado. "
        "Guárdelo o fotografíelo de nuevo y vuelva a subirlo."
    ),
    "encrypted": _(
        "El PDF tiene contraseña. Ábralo, use «Imprimir» y «Guardar como PDF», y suba ese archivo."
    ),
    "active": _(
        "El PDF contiene programas, formularios dinámicos o archivos adjuntos y, por seguridad, "
        "no lo recibimos. Use «Imprimir» y «Guardar como PDF», y suba ese archivo."
    ),
    "infected": _("El antivirus encontró un problema en el archivo. Quítelo y suba otro."),
    "telling": _(
        "Uno de los archivos PDF lleva una firma o datos de quien lo hizo y no pudimos quitarlos. "
        "Para no guardar quién es usted, tómele una foto y súbala en su lugar."
    ),
    "quota": _("Ya subió muchos archivos sin enviar su solicitud. Envíela o vuelva más tarde."),
    "address_quota": _(
        "Desde esta conexión se subieron muchos archivos. Los que ya subió siguen aquí. "
        "Espere %(minutes)s minutos y vuelva a intentarlo."
    ),
    "disk": _(
        "Por ahora no tenemos espacio para recibir archivos. Los que ya subió siguen aquí. "
        "Intente más tarde o tráigalo a nuestras oficinas."
    ),
    "busy": _(
        "Estamos recibiendo muchos archivos a la vez. Los que ya subió siguen aquí. "
        "Espere un minuto y vuelva a intentarlo."
    ),
    "gone": _("Uno de los archivos ya no está disponible. Vuelva a subirlo."),
    "taken": _("Uno de los archivos ya pertenece a una solicitud. Vuelva a subirlo."),
}


class Rejected(ValueError):
    """A file was not taken: `code` for programs (a key of SENTENCES), `sentence` for people."""

    def __init__(self, code: str, **values: Any) -> None:
        self.code = code
        self.sentence = str(SENTENCES[code]) % values if values else str(SENTENCES[code])
        super().__init__(code)
