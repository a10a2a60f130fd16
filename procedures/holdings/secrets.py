"""What only the delivered message holds: the code to sign in with."""

from __future__ import annotations

from django.utils import timezone

from notifications.channels import Undeliverable
from notifications.secrets import secret

from .codes import code_of
from .models import SignInCode


@secret("sign_in_code")
def sign_in_code(reference: str) -> str:
    """The code of the row with this id, in two groups people can read out.

    Raises:
        Undeliverable: it would arrive too late to be of use.
    """
    row = SignInCode.objects.filter(pk=reference, expires_at__gt=timezone.now()).first()
    if row is None:
        raise Undeliverable("expired")
    code = code_of(row)
    return f"{code[:4]} {code[4:]}"
