"""Every address of the clinic, by part. End points are nouns."""

from django.urls import include, path

urlpatterns = [
    path("", include("nuchal.clinic.today.urls")),
    path("", include("nuchal.clinic.people.urls")),
    path("", include("nuchal.clinic.oversight.urls")),
    path("", include("nuchal.clinic.demo.urls")),
    path("", include("nuchal.clinic.rights.urls")),
    path("", include("nuchal.clinic.access.urls")),
    path("", include("nuchal.clinic.chart.urls")),
    path("", include("nuchal.clinic.exam.urls")),
    path("", include("nuchal.clinic.papers.urls")),
    path("design/", include("nuchal.clinic.design.urls")),
    path("", include("nuchal.clinic.intake.urls")),
    path("health/", include("nuchal.clinic.operations.urls")),
]
handler400 = "nuchal.clinic.operations.errors.bad_request"
handler403 = "nuchal.clinic.operations.errors.forbidden"
handler404 = "nuchal.clinic.operations.errors.not_found"
handler500 = "nuchal.clinic.operations.errors.server_error"
