"""WhatsApp, through the Cloud API of Meta: only templates it approved, one for each message.

A utility that writes first may only send an approved template. Those are named as our messages are,
with a prefix; each takes the folio as its one variable, and its words are those of `sms.txt`, with
a button to the site that is part of the template. `WHATSAPP_TEMPLATES` names the messages that were
approved; any other goes by the person's next channel.
"""

from __future__ import annotations

from django.conf import settings

from notifications import gateway
from notifications.channels import Later, Parcel, Problem, Undeliverable
from notifications.channels.sms import national
from notifications.recipients import Recipient

SHORT, RINGS = True, True
COUNTRY = "52"
LANGUAGE = "es_MX"
# What its error codes mean; any other is as its HTTP status says.
CODES = {
    **dict.fromkeys((4, 80007, 130429, 131048, 131056), Problem.THROTTLED),
    **dict.fromkeys((0, 3, 10, 190, 131005, 131031, 131042, 131045, 133010), Problem.CONFIGURATION),
    **dict.fromkeys((132000, 132001, 132005, 132007, 132012, 132015, 132016), Problem.CONTENT),
    **dict.fromkeys((131026, 131021, 131030, 131047, 131050), Problem.ADDRESS),
    **dict.fromkeys((1, 2, 131000, 131016, 131057, 133004), Problem.TEMPORARY),
}
PASSING = {Problem.THROTTLED, Problem.CONFIGURATION, Problem.TEMPORARY}


def address_of(recipient: Recipient) -> str:
    """The person's telephone, ten national digits; empty where nothing could be sent."""
    return national(recipient.phone) if settings.WHATSAPP_URL else ""


def send(parcel: Parcel) -> str:
    """Hand one message to the Cloud API.

    Raises:
        Undeliverable: no template was approved for it, or it is refused for good.
        Later: the API says so.
        OSError: nobody answers.
    """
    if parcel.kind not in settings.WHATSAPP_TEMPLATES:
        raise Undeliverable("no template", Problem.CONTENT)
    body = {
        "messaging_product": "whatsapp",
        "to": COUNTRY + parcel.address,
        "type": "template",
        "biz_opaque_callback_data": parcel.id,
        "template": {
            "name": settings.WHATSAPP_PREFIX + parcel.kind,
            "language": {"code": LANGUAGE},
            "components": [
                {"type": "body", "parameters": [{"type": "text", "text": parcel.reference}]}
            ],
        },
    }
    try:
        answer = gateway.post(settings.WHATSAPP_URL, body, token=settings.WHATSAPP_TOKEN)
    except gateway.Refused as refused:
        raise _meaning(refused) from None
    taken = answer.get("messages") or [{}]
    return str(taken[0].get("id", ""))


def _meaning(refused: gateway.Refused) -> Later | Undeliverable:
    error = refused.said.get("error")
    code = error.get("code") if isinstance(error, dict) else None
    problem = CODES.get(code) if isinstance(code, int) else None
    if problem is None:
        return gateway.meaning(refused)
    if problem in PASSING:
        return Later(f"whatsapp {code}", problem, refused.after)
    return Undeliverable(f"whatsapp {code}", problem)
