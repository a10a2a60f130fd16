"""Documents on their way: checked, kept for 48 hours, claimed by a filing or a step."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from backend.security.limits import address_of
from procedures.documents.models import Document
from procedures.documents.store import Uploader, store
from procedures.requests.errors import Invalid

from .base import ApiView
from .content import BoundedMultiPartParser
from .throttles import UploadsThrottle


class UploadBody(serializers.Serializer[Any]):
    file = serializers.FileField(help_text=gettext_lazy("PDF, JPG, PNG o HEIC."))


class UploadSerializer(serializers.Serializer[Document]):
    id = serializers.UUIDField()
    name = serializers.CharField()
    media_type = serializers.CharField()
    size = serializers.IntegerField()
    sha256 = serializers.CharField()
    expires_at = serializers.DateTimeField()


class Uploads(ApiView):
    parser_classes: ClassVar = [BoundedMultiPartParser]
    throttle_classes: ClassVar = [UploadsThrottle]

    @extend_schema(
        summary=gettext_lazy("Subir un documento"),
        request={"multipart/form-data": UploadBody},
        responses={201: UploadSerializer},
    )
    def post(self, request: Request) -> Response:
        """One file, not yet of any request; it vanishes after 48 hours if no request claims it.

        Without a log-in it may become part of an anonymous filing, so a PDF loses its metadata
        unless it is signed.
        """
        file = request.data.get("file")
        if not isinstance(file, UploadedFile):
            raise Invalid({"file": [("required", _("Mande un archivo en la parte «file»."))]})
        public = not request.user.is_authenticated
        uploader = Uploader(address=address_of(request)) if public else None
        document = store(file, name=file.name or "", uploader=uploader, bare=public)
        return Response(UploadSerializer(document).data, status=status.HTTP_201_CREATED)
