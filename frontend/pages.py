"""What every page shows around its content: whose service it is, where to go, whom to call."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from backend.accounts.absences import may_put_down_absences
from backend.accounts.actors import ANONYMOUS, Actor, actor_of
from backend.accounts.roles import Role
from frontend import language as speech
from frontend.theme import own_colours
from procedures.casework.delivering import may_see as may_see_deliveries
from procedures.casework.letters import may_post_letters
from procedures.catalogue.institution import institution
from procedures.contact.access import may_see_enquiries
from procedures.contact.calls import may_take_calls
from procedures.requests.access import has_role_for, may_file_for_others, may_see_figures

SERVICE = "Ventanilla"
OUTDOORS = frozenset({Role.INSPECTOR, Role.CREW})
ASKED = frozenset({Role.TECHNICAL, Role.SUPERVISOR})


@dataclass(frozen=True)
class Link:
    """One place to go; `current` when the person is already in that part of the site."""

    text: str | Promise
    href: str
    current: bool = False


# The stable addresses of EXPERIENCE.md; a page moves only with a redirect.
PLACES = {
    "home": "/",
    "procedures": "/tramites/",
    "requests": "/solicitudes/",
    "mine": "/mis-solicitudes/",
    "results": "/resultados/",
    "help": "/ayuda/",
    "contact": "/contacto/",
    "privacy": "/privacidad/",
    "accessibility": "/accesibilidad/",
    "staff": "/personal/",
    "counter": "/personal/mostrador/",
    "enquiries": "/personal/contacto/",
    "calls": "/personal/llamadas/",
    "visits": "/personal/visitas/",
    "opinions": "/personal/opiniones/",
    "payments": "/personal/pagos/",
    "appeals": "/personal/recursos/",
    "deliveries": "/personal/avisos/",
    "letters": "/personal/cartas/",
    "register_looks": "/personal/padron/consultas/",
    "administration": "/personal/administracion/",
    "staff_help": "/personal/ayuda/",
    "me": "/personal/yo/",
    "account": "/personal/cuenta/",
    "management": "/direccion/",
    "demo_mail": "/demo/correo/",
}
CITIZEN_NAVIGATION = (
    (_("Trámites"), PLACES["procedures"]),
    (_("Consultar una solicitud"), PLACES["requests"]),
    (_("Resultados"), PLACES["results"]),
    (_("Ayuda"), PLACES["help"]),
)
# Each place with who goes there; the pages themselves decide who may.
STAFF_NAVIGATION: tuple[tuple[str | Promise, str, Callable[[Actor], bool]], ...] = (
    (_("Bandeja"), PLACES["staff"], lambda actor: actor.is_staff),
    (_("Mostrador y teléfono"), PLACES["counter"], may_file_for_others),
    (_("Llamadas"), PLACES["calls"], may_take_calls),
    (_("Consultas"), PLACES["enquiries"], may_see_enquiries),
    (_("Visitas y trabajos"), PLACES["visits"], lambda actor: bool(OUTDOORS & actor.roles)),
    (_("Opiniones"), PLACES["opinions"], lambda actor: bool(ASKED & actor.roles)),
    (_("Pagos"), PLACES["payments"], lambda actor: Role.CASHIER in actor.roles),
    (_("Cartas"), PLACES["letters"], may_post_letters),
    (_("Recursos"), PLACES["appeals"], lambda actor: has_role_for(actor, "decide_appeal")),
    (_("Avisos enviados"), PLACES["deliveries"], may_see_deliveries),
    (_("Consultas al padrón"), PLACES["register_looks"], lambda actor: Role.OIC in actor.roles),
    (_("Dirección"), PLACES["management"], may_see_figures),
    (_("Administración"), PLACES["administration"], may_put_down_absences),
    (_("Ayuda"), PLACES["staff_help"], lambda actor: actor.is_staff),
)
FOOTER = (
    (_("Contacto"), PLACES["contact"]),
    (_("Aviso de privacidad"), PLACES["privacy"]),
    (_("Accesibilidad"), PLACES["accessibility"]),
    (_("Resultados del servicio"), PLACES["results"]),
    (_("Acceso del personal"), PLACES["staff"]),
)


@dataclass(frozen=True)
class Chrome:
    """The frame of one page, worked out only when a template asks.

    `here` is the address to come back to after choosing a language.
    """

    path: str
    here: str = ""
    actor: Callable[[], Actor] = lambda: ANONYMOUS

    service = SERVICE
    places = PLACES

    @property
    def institution(self) -> Mapping[str, Any]:
        """The utility's own facts (name, offices, hours, phones)."""
        return institution()

    @property
    def language(self) -> str:
        """The tag of the page's language: "es-MX"."""
        return speech.current()

    @property
    def other_languages(self) -> list[speech.Language]:
        """What the switch of languages offers."""
        return speech.others()

    @property
    def own_colours(self) -> bool:
        """True where the institution's colours are not the compiled ones."""
        return bool(own_colours(self.institution.get("colours")))

    @property
    def demo(self) -> bool:
        """True where nothing filed is real."""
        return settings.DEMO

    @cached_property
    def navigation(self) -> list[Link]:
        """Where a citizen goes from any page."""
        return self._links(CITIZEN_NAVIGATION)

    @cached_property
    def staff_navigation(self) -> list[Link]:
        """Where this person of the staff goes from any page."""
        actor = self.actor()
        return self._links(
            tuple((text, href) for text, href, goes in STAFF_NAVIGATION if goes(actor))
        )

    @cached_property
    def footer(self) -> list[Link]:
        """What must be within reach of every page."""
        return self._links(FOOTER)

    def _links(self, places: tuple[tuple[str | Promise, str], ...]) -> list[Link]:
        # The longest address that contains this page is where we are: /personal/mostrador/ is
        # the counter, not the inbox.
        inside = [href for href in PLACES.values() if self.path.startswith(href)]
        here = max(inside, key=len, default="")
        return [Link(text, href, href == here) for text, href in places]


def chrome(request: HttpRequest) -> dict[str, Chrome]:
    """Context processor: `chrome`, the frame of the page being drawn."""
    # A form's answer may stand at an address that only takes POST: back is the page with the form.
    typed = "" if request.method in ("GET", "HEAD") else request.headers.get("Referer", "")
    here = typed or request.get_full_path()
    return {"chrome": Chrome(path=request.path, here=here, actor=lambda: actor_of(request))}
