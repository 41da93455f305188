"""Addresses of signing in, from django-allauth."""

from django.urls import include, path

urlpatterns = [path("account/", include("allauth.urls"))]
