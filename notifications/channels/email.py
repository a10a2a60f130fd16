"""E-mail: text and HTML in one message, through whatever EMAIL_BACKEND the settings name."""

from __future__ import annotations

import re
import smtplib
from email.utils import formataddr, parseaddr

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMultiAlternatives
from django.core.validators import validate_email

from notifications.channels import Later, Parcel, Problem, Undeliverable
from notifications.recipients import Recipient
from notifications.sender import sender

SHORT, RINGS, COMES_BACK, PAPER = False, True, True, False
PERMANENT = range(500, 600)  # RFC 5321, 4.2.1
SLOWER = {421, 452}  # "too many connections", "too many recipients": providers' way to say slower
LET_US_IN = {530, 534, 535, 538}  # RFC 4954: it wants another log-in, or one at all
ENHANCED = re.compile(r"[245]\.(\d{1,3})\.\d{1,3}")  # RFC 3463
ABOUT_US = (
    smtplib.SMTPAuthenticationError,
    smtplib.SMTPSenderRefused,
    smtplib.SMTPConnectError,
    smtplib.SMTPHeloError,
)
ADDRESSING, MAILBOX, POLICY = "1", "2", "7"  # its subjects


def address_of(recipient: Recipient) -> str:
    """The person's e-mail address."""
    return recipient.email


def send(parcel: Parcel) -> str:
    """Hand one message to the mail server, or to the provider that is configured.

    Raises:
        Undeliverable: the address is none, or the server refused it or the message for good.
        Later: the server says "not now", or does not let us in.
        OSError: anything else that may pass (smtplib's errors are OSErrors).

    Returns:
        How the provider calls it; empty with SMTP, where nobody tells what becomes of it.
    """
    message = _message(parcel)
    try:
        validate_email(parcel.address)
        message.send()
    except ValidationError:
        raise Undeliverable("address", Problem.ADDRESS) from None
    except smtplib.SMTPRecipientsRefused as refused:
        code, said = min(refused.recipients.values())
        raise _refusal(refused, code, said, Problem.ADDRESS) from None
    except ABOUT_US as refused:
        raise _refusal(refused, refused.smtp_code, refused.smtp_error, None) from None
    except smtplib.SMTPResponseException as refused:
        raise _refusal(refused, refused.smtp_code, refused.smtp_error, Problem.CONTENT) from None
    except smtplib.SMTPNotSupportedError as refused:
        raise Later(type(refused).__name__, Problem.CONFIGURATION) from None
    except Exception as refused:
        raise _of_the_provider(refused) from None
    if not settings.MAIL_PROVIDER:
        return ""
    from notifications import provider  # an extra: not there where mail goes by SMTP

    return provider.name_of(message)


def _of_the_provider(refused: Exception) -> Exception:
    if not settings.MAIL_PROVIDER:
        return refused
    from notifications import provider

    return provider.meaning(refused) or refused


def _refusal(
    refused: Exception, code: int, said: bytes | str, never: Problem | None
) -> Undeliverable | Later:
    """What an answer of a mail server means (RFC 5321, 4.2; RFC 3463).

    Args:
        never: the class of a permanent answer at this moment of the conversation; None where it is
            about who sends, so ours to mend.
    """
    text = said.decode("ascii", "replace") if isinstance(said, bytes) else said
    enhanced = ENHANCED.match(text.strip())
    subject = enhanced[1] if enhanced else ""
    name = f"{type(refused).__name__} {code}"
    if code not in PERMANENT:
        slower = code in SLOWER or subject == POLICY
        return Later(name, Problem.THROTTLED if slower else Problem.TEMPORARY)
    if never is None or code in LET_US_IN:
        return Later(name, Problem.CONFIGURATION)
    by_subject = {ADDRESSING: Problem.ADDRESS, MAILBOX: Problem.ADDRESS, POLICY: Problem.CONTENT}
    return Undeliverable(str(code), by_subject.get(subject, never))


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
    if parcel.unsubscribe:  # RFC 2369 and RFC 8058
        headers["List-Unsubscribe"] = f"<{parcel.unsubscribe}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
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
