"""E-mail: text and HTML in one message, through whatever EMAIL_BACKEND the settings name."""

from __future__ import annotations

import smtplib
from email.utils import formataddr, parseaddr

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMultiAlternatives
from django.core.validators import validate_email

from notifications.channels import Parcel, Undeliverable
from notifications.recipients import Recipient
from notifications.sender import sender

PERMANENT = range(500, 600)  # RFC 5321, 4.2.1


def address_of(recipient: Recipient) -> str:
    """The person's e-mail address."""
    return recipient.email


def send(parcel: Parcel) -> None:
    """Hand one message to the mail server.

    Raises:
        Undeliverable: the address is none, or the server refused it or the message for good.
        OSError: anything that may pass (smtplib's errors are OSErrors).
    """
    try:
        validate_email(parcel.address)
        _message(parcel).send()
    except ValidationError:
        raise Undeliverable("address") from None
    except smtplib.SMTPRecipientsRefused as refused:
        code = min(code for code, _said in refused.recipients.values())
        if code in PERMANENT:
            raise Undeliverable(str(code)) from None
        raise
    except smtplib.SMTPDataError as refused:
        if refused.smtp_code in PERMANENT:
            raise Undeliverable(str(refused.smtp_code)) from None
        raise


def _message(parcel: Parcel) -> EmailMultiAlternatives:
    mailbox = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    host = mailbox.rpartition("@")[2]
    headers = {
        "Message-ID": f"<{parcel.id}@{host}>",
        "Auto-Submitted": "auto-generated",  # RFC 3834: no "out of office" in answer
        "X-Auto-Response-Suppress": "All",  # the same, for Exchange
    }
    if parcel.reference:  # a mail program keeps the messages of one request together
        headers["References"] = f"<{parcel.reference}@{host}>"
    message = EmailMultiAlternatives(
        subject=parcel.subject,
        body=parcel.text,
        from_email=formataddr((sender().short_name, mailbox)),
        to=[parcel.address],
        headers=headers,
    )
    if parcel.html:
        message.attach_alternative(parcel.html, "text/html")
    return message
