"""Pages about the clinic itself: what it says of itself, and its logo."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from nuchal.clinic.access.roles import Permission
from nuchal.clinic.design import toasts
from nuchal.clinic.people import premises
from nuchal.clinic.people.clinic_forms import LOGO_CHANGED, ClinicForm, LogoForm
from nuchal.clinic.people.doors import StaffRequest, staff
from nuchal.clinic.people.staff import Clinic


@require_http_methods(["GET", "POST"])
@staff(Permission.MANAGE)
def clinic_settings(request: StaffRequest, clinic_id: UUID) -> HttpResponse:
    """Name, address, emergency number, paper and time zone of the clinic."""
    clinic = _own(request, clinic_id)
    form = ClinicForm(request.POST or None, instance=clinic)
    if request.method == "POST" and form.is_valid():
        meanwhile = premises.change_clinic(
            by=request.user, clinic=clinic, before=form.before, after=form.after
        )
        if not meanwhile:
            toasts.say(request, _("Saved."))
            return redirect("clinic_settings", clinic.pk)
        form.show_conflict(meanwhile)
    return _page(request, clinic, form, LogoForm())


@require_POST
@staff(Permission.MANAGE)
def clinic_logo(request: StaffRequest, clinic_id: UUID) -> HttpResponse:
    """A new logo."""
    clinic = _own(request, clinic_id)
    form = LogoForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, clinic, ClinicForm(instance=clinic), form)
    before, picture = form.cleaned_data["shown"], form.cleaned_data["logo"]
    if not premises.change_logo(by=request.user, clinic=clinic, before=before, picture=picture):
        form.show_conflict(Clinic.objects.get(pk=clinic.pk).logo.name or "")
        return _page(request, clinic, ClinicForm(instance=clinic), form)
    toasts.say(request, _("The logo is saved. New letters carry it."))
    return redirect("clinic_settings", clinic.pk)


@require_POST
@staff(Permission.MANAGE)
def clinic_logo_removal(request: StaffRequest, clinic_id: UUID) -> HttpResponse:
    """No logo any more."""
    clinic = _own(request, clinic_id)
    shown = request.POST.get("shown", "")
    if premises.change_logo(by=request.user, clinic=clinic, before=shown, picture=None):
        toasts.say(request, _("The logo is removed."))
    else:
        messages.error(request, LOGO_CHANGED)
    return redirect("clinic_settings", clinic.pk)


@require_GET
@staff(Permission.SEE_PEOPLE)
def clinic_logo_picture(request: StaffRequest, clinic_id: UUID) -> HttpResponse:
    """The logo as a picture."""
    picture = premises.logo_of(_own(request, clinic_id))
    if picture is None:
        raise Http404
    return HttpResponse(picture, content_type="image/png")


def _own(request: StaffRequest, clinic_id: UUID) -> Clinic:
    """The clinic that this person works in now, or 404: a form is saved in the clinic that it was shown for."""
    if request.practitioner.clinic_id != clinic_id:
        raise Http404
    return request.practitioner.clinic


def _page(request: StaffRequest, clinic: Clinic, form: ClinicForm, logo: LogoForm) -> HttpResponse:
    now = Clinic.objects.get(pk=clinic.pk)
    logo.initial["shown"] = now.logo.name or ""
    context = {
        "clinic": now,
        "form": form,
        "logo_form": logo,
        "section": "settings",
    }
    return render(request, "people/clinic_settings.html", context)
