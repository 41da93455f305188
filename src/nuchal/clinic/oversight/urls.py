"""Addresses of the audit and of messages that failed."""

from django.urls import path

from nuchal.clinic.oversight import failed_notices, views

urlpatterns = [
    path("audit/", views.events, name="audit"),
    path("notices/", failed_notices.failed_notices, name="failed_notices"),
    path("notices/<int:notice_id>/try/", failed_notices.new_try, name="notice_try"),
    path("notices/<int:notice_id>/discard/", failed_notices.discard, name="notice_discard"),
]
