"""The mode switch and the living style page. Include as `path("design/", include("nuchal.clinic.design.urls"))`."""

from __future__ import annotations

from django.urls import path

from nuchal.clinic.design import modes, views

app_name = "design"
urlpatterns = [
    path("mode", modes.choose, name="mode"),
    path("style", views.style, name="style"),
    path("style/<slug:screen>", views.screen, name="screen"),
]
