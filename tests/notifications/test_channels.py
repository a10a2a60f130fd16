"""Channels: every module keeps the contract; mail without a server becomes files."""

from __future__ import annotations

import inspect
import stat
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from notifications import delivery
from notifications.channels import Channel, channels

from .letters import FOLIO, posted


@pytest.mark.parametrize("name", sorted(channels()))
@pytest.mark.parametrize("promised", ["address_of", "send"])
def test_every_channel_keeps_the_contract(name: str, promised: str) -> None:
    offered = inspect.signature(getattr(channels()[name], promised), eval_str=True)
    wanted = inspect.signature(getattr(Channel, promised), eval_str=True)
    kept = [p.annotation for p in wanted.parameters.values() if p.name != "self"]
    assert [p.annotation for p in offered.parameters.values()] == kept
    assert offered.return_annotation == wanted.return_annotation


@pytest.mark.django_db
def test_without_a_server_mail_is_a_file_for_its_owner_only(
    settings: Settings, tmp_path: Path
) -> None:
    settings.EMAIL_BACKEND = "notifications.eml.EmailBackend"
    settings.MAIL_DIR = tmp_path / "mail"
    assert delivery.deliver(posted(key="1").pk)
    assert delivery.deliver(posted(key="2").pk)
    files = sorted(settings.MAIL_DIR.iterdir())
    assert len(files) == 2
    for file in files:
        assert file.suffix == ".eml"
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        message = message_from_bytes(file.read_bytes(), policy=policy.default)
        assert message["Subject"].startswith(FOLIO)
        text = message.get_body(("plain",))
        assert text is not None
        assert "está revisando su solicitud" in text.get_content()
    assert stat.S_IMODE(settings.MAIL_DIR.stat().st_mode) == 0o700
