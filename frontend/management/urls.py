"""Addresses of direction, under `/direccion/`."""

from django.urls import path

from . import views

urlpatterns = [path("", views.management, name="management")]
