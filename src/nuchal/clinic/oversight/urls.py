"""Addresses of the audit."""

from django.urls import path

from nuchal.clinic.oversight import views

urlpatterns = [path("audit/", views.events, name="audit")]
