"""Addresses of the demonstration."""

from django.urls import path

from nuchal.clinic.demo import views

urlpatterns = [path("demo/mail/", views.demo_mail, name="demo_mail")]
