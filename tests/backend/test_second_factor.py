"""A second factor is of its owner alone: the database tells nobody its secret."""

import json

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

from tests.factories import person


@pytest.mark.django_db
def test_secrets_are_sealed_in_the_database_and_still_work():
    user, secret = person("reviewer@comercializacion"), generate_totp_secret()
    TOTP.activate(user, secret)
    codes = RecoveryCodes.activate(user).get_unused_codes()
    stored = json.dumps(list(Authenticator.objects.values_list("data", flat=True)))
    assert secret not in stored
    seed = Authenticator.objects.get(type="recovery_codes").data["seed"]
    assert get_adapter().decrypt(seed) not in stored
    kept = Authenticator.objects.get(type="totp").wrap()
    assert get_adapter().decrypt(kept.instance.data["secret"]) == secret
    assert Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes() == codes
