"""What the work on a case leaves beside its answers: opinions, visits, payment orders,
resolutions."""

from .appeals import Appeal, AppealChannel, AppealStatus, BroughtBy
from .codes import CODE_ALPHABET, new_code
from .opinions import Opinion
from .papers import REVOKING, DraftStatus, IssuedPaper, PaperDraft, Resolution
from .payments import LIVE, PAYABLE, PaymentOrder, PaymentStatus, UmaValue
from .visits import InspectorCredential, Visit, VisitDraft, VisitKind, VisitStatus

__all__ = [
    "CODE_ALPHABET",
    "LIVE",
    "PAYABLE",
    "REVOKING",
    "Appeal",
    "AppealChannel",
    "AppealStatus",
    "BroughtBy",
    "DraftStatus",
    "InspectorCredential",
    "IssuedPaper",
    "Opinion",
    "PaperDraft",
    "PaymentOrder",
    "PaymentStatus",
    "Resolution",
    "UmaValue",
    "Visit",
    "VisitDraft",
    "VisitKind",
    "VisitStatus",
    "new_code",
]
