"""The API and its OpenAPI document."""

REST_FRAMEWORK = {
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "backend.api.authentication.BearerToken",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["backend.api.content.BoundedJSONParser"],
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "backend.api.content.OneRepresentation",
    "DEFAULT_SCHEMA_CLASS": "backend.api.schema.Schema",
    "DEFAULT_METADATA_CLASS": None,  # the OpenAPI says it; OPTIONS is no second door
    "EXCEPTION_HANDLER": "backend.api.errors.handle",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Ventanilla",
    "DESCRIPTION": "Trámites en línea: presentar, seguir y atender solicitudes.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_AUTHENTICATION": [],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "COMPONENT_SPLIT_REQUEST": True,
    "POSTPROCESSING_HOOKS": [],  # enumerations stay where they are used
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
}
