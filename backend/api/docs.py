"""The OpenAPI document, and a page to browse it that asks nobody outside the house for anything."""

from __future__ import annotations

from drf_spectacular.renderers import OpenApiJsonRenderer2
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView


class SchemaView(SpectacularAPIView):
    """The document, as JSON."""

    renderer_classes = [OpenApiJsonRenderer2]  # noqa: RUF012 - the base class says no ClassVar


class DocsView(SpectacularSwaggerSplitView):
    """Swagger UI from our own copy; no script or style in the page, as our policy demands."""

    template_name = "api/docs.html"
    url_name = "api:schema"
