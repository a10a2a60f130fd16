"""Who works here: hired, given functions, sent off and brought back, by administrators alone.

Every deed takes the actor first, leaves its rows in the history under that name, and refuses with
`PermissionDenied` (not an administrator) or `ValidationError` (a sentence for the page).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from allauth.account import app_settings as account_settings
from allauth.account.adapter import get_adapter
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backend.accounts.actors import Actor
from backend.accounts.history import acting
from backend.accounts.models import Area, Membership, User
from backend.accounts.roles import Role

LONGEST_REASON = 100  # letters: the history's column


class Deed(models.TextChoices):
    """What leaves no other trace on an account: the history keeps it as the reason of a row."""

    HIRED = "hired", gettext_lazy("Dio de alta la cuenta")
    LINK = "link", gettext_lazy("Dio un enlace para elegir contraseña")
    SECOND_FACTOR = "second_factor", gettext_lazy("Quitó el segundo paso para entrar")
    SESSION = "session", gettext_lazy("Cerró una sesión abierta")
    SESSIONS = "sessions", gettext_lazy("Cerró todas las sesiones abiertas")


def may_administer(actor: Actor) -> bool:
    """Whether this actor hires, gives functions and declares days."""
    return actor.is_staff and actor.has(Role.ADMINISTRATOR)


def _require(actor: Actor) -> None:
    if not may_administer(actor):
        raise PermissionDenied


def _of_another(actor: Actor, user: User) -> None:
    """Nobody gives themself a function: it takes two people. Giving one up is one's own to do.

    The first administrator is named from the server (docs/operations.md), where there is no actor.
    """
    if actor.user is not None and actor.user.pk == user.pk:
        raise ValidationError(_("Nadie se da funciones: pídalo a otra persona de administración."))


@transaction.atomic
def hire(*, actor: Actor, username: str, full_name: str, email: str) -> User:
    """A new account, without functions and without a password (`give_link` leads to one).

    Raises:
        ValidationError: by field; user names that differ only in capitals are one.
    """
    _require(actor)
    user = User(username=username, full_name=full_name, email=email)
    user.set_unusable_password()
    user.full_clean()
    if User.objects.filter(username__iexact=user.username).exists():
        raise ValidationError({"username": _("Ya hay una cuenta con ese usuario.")})
    with acting(actor.label, Deed.HIRED):
        user.save()
    return user


@transaction.atomic
def set_details(*, actor: Actor, user: User, full_name: str, email: str) -> User:
    """Mend a name or an address; the user name stays, since the records say it.

    Raises:
        ValidationError: by field.
    """
    _require(actor)
    row = _locked(user)
    row.full_name, row.email = full_name, email
    row.full_clean()
    with acting(actor.label):
        row.save()
    return row


@transaction.atomic
def give_role(*, actor: Actor, user: User, role: str, area: Area | None) -> Membership:
    """Give a function in an area, or in all of them. An inspector so named is an accredited one.

    Raises:
        ValidationError: it is theirs already, the area is closed, or it is for oneself.
    """
    _require(actor)
    _of_another(actor, user)
    membership = Membership(user=_locked(user), role=role, area=area)
    if area is not None and not area.active:
        raise ValidationError({"area": _("Esa área ya no está activa.")})
    if Membership.objects.filter(user=user, role=role, area=area).exists():
        raise ValidationError({"role": _("Ya tiene esa función.")})
    with acting(actor.label):
        membership.save()
    return membership


def take_role(*, actor: Actor, membership: Membership) -> None:
    """Take a function away.

    Raises:
        ValidationError: nobody would be left to administer.
    """
    _require(actor)
    with _an_administrator_stays(), acting(actor.label):
        membership.delete()


def deactivate(*, actor: Actor, user: User, reason: str) -> User:
    """Somebody leaves: nothing opens to them from this moment; their functions wait.

    Sessions end, keys to the API die for good. Never deleted: the records name them.

    Raises:
        ValidationError: nobody would be left to administer.
    """
    _require(actor)
    with _an_administrator_stays(), acting(actor.label, reason):
        row = _locked(user)
        row.is_active = False
        row.save()
        row.api_tokens.filter(revoked_at=None).update(revoked_at=timezone.now())
        _end(UserSession.objects.filter(user=row))
    return row


@transaction.atomic
def bring_back(*, actor: Actor, user: User, reason: str) -> User:
    """Somebody comes back, with the functions and the password they had."""
    _require(actor)
    row = _locked(user)
    row.is_active = True
    with acting(actor.label, reason):
        row.save()
    return row


@transaction.atomic
def reset_second_factor(*, actor: Actor, user: User) -> None:
    """Forget the second factor and end every session: the next entry sets up a new one."""
    _require(actor)
    row = _locked(user)
    Authenticator.objects.filter(user=row).delete()
    _end(UserSession.objects.filter(user=row))
    _note(actor, row, Deed.SECOND_FACTOR)


def open_sessions(user: User) -> QuerySet[UserSession]:
    """The computers where somebody is signed in, the last used first: one query."""
    alive = Session.objects.filter(expire_date__gt=timezone.now()).values("session_key")
    return UserSession.objects.filter(user=user, session_key__in=alive).order_by("-last_seen_at")


@transaction.atomic
def end_sessions(*, actor: Actor, user: User, only: int | None = None) -> None:
    """Sign somebody out of every computer, or of one.

    Args:
        only: the number of that one session.
    """
    _require(actor)
    row = _locked(user)
    found = UserSession.objects.filter(user=row)
    _end(found if only is None else found.filter(pk=only))
    _note(actor, row, Deed.SESSIONS if only is None else Deed.SESSION)


@transaction.atomic
def give_link(*, actor: Actor, user: User) -> str:
    """Let somebody choose a password: the link is mailed; where that cannot be, it is returned.

    It opens once and for `PASSWORD_RESET_TIMEOUT` seconds. Only within an HTTP request.

    Returns:
        The link, to be shown this once; "" when it was mailed.

    Raises:
        ValidationError: the account is not active.
    """
    _require(actor)
    row = _locked(user)
    if not row.is_active:
        raise ValidationError(_("La cuenta está dada de baja."))
    adapter = get_adapter()
    token = account_settings.PASSWORD_RESET_TOKEN_GENERATOR().make_token(row)
    link: str = adapter.get_reset_password_from_key_url(f"{user_pk_to_url_str(row)}-{token}")
    _note(actor, row, Deed.LINK)
    if not row.email or not settings.MAIL_REACHES_PEOPLE:
        return link
    said = {"user": row, "username": row.username, "password_reset_url": link}
    adapter.send_mail("account/email/choose_password", row.email, said)
    return ""


def _locked(user: User) -> User:
    return User.objects.select_for_update().get(pk=user.pk)


def _note(actor: Actor, user: User, deed: Deed) -> None:
    """A row of history that changes no field: what was done is its reason."""
    with acting(actor.label, deed):
        user.save()


def _end(sessions: QuerySet[UserSession]) -> None:
    for session in sessions:
        session.end()


@contextmanager
def _an_administrator_stays() -> Iterator[None]:
    """Undo what is done inside if nobody active would be left to administer.

    All who administer are locked first: two who take each other away do it one after the other.
    """
    administrators = Membership.objects.filter(role=Role.ADMINISTRATOR)
    with transaction.atomic():
        list(administrators.select_for_update(of=("self",)))
        yield
        able = administrators.filter(user__is_active=True).exclude(area__active=False)
        if not able.exists():
            raise ValidationError(
                _("Es la última persona con la función de administración. Désela antes a otra.")
            )
