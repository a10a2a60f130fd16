"""Addresses anybody may open without a folio."""

from django.urls import path

from . import views

urlpatterns = [
    path("resultados/", views.results, name="public-results"),
    path("encuesta/gracias/", views.survey_thanks, name="survey-thanks"),
    path("encuesta/<str:token>/", views.survey, name="survey"),
    path("avisos/<str:token>/", views.unsubscribe, name="unsubscribe"),
]
