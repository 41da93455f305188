"""The owner's pages about the team: invitations, and of each member roles, practice, credentials and their end."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from nuchal.clinic.access.roles import Permission, Role
from nuchal.clinic.design import toasts
from nuchal.clinic.people import membership, queries
from nuchal.clinic.people.doors import StaffRequest, staff, today_of
from nuchal.clinic.people.forms import InvitationForm
from nuchal.clinic.people.member_forms import CredentialForm, MemberForm, keys_of
from nuchal.clinic.people.staff import Credential, Practitioner

NO_OWNER = gettext_lazy("A clinic always has an owner. Make somebody else an owner first.")


@require_http_methods(["GET", "POST"])
@staff(Permission.MANAGE)
def team(request: StaffRequest) -> HttpResponse:
    """Who works here, who is invited, and a new invitation."""
    form = InvitationForm(request.POST or None)
    clinic = request.practitioner.clinic
    if request.method == "POST" and form.is_valid():
        invitation = membership.send_invitation(
            by=request.user,
            clinic=clinic,
            email=form.cleaned_data["email"],
            name=form.cleaned_data["name"],
            roles=[Role(role) for role in form.cleaned_data["roles"]],
            address_of=partial(queries.address_of_invitation, request),
        )
        told = _("The invitation to %(address)s is in the outbox.") % {"address": invitation.email}
        messages.success(request, told)
        return redirect("team")
    context = {
        "form": form,
        "clinic": clinic,
        "section": "settings",
        **queries.team_of(clinic, on=today_of(request)),
    }
    return render(request, "people/team.html", context)


@require_http_methods(["GET", "POST"])
@staff(Permission.MANAGE)
def member(request: StaffRequest, member_id: int) -> HttpResponse:
    """What one member is here, and under which licences; a POST changes roles and practice."""
    found = queries.member(request.practitioner.clinic, member_id)
    form = MemberForm(request.POST or None, member=found)
    if request.method == "POST" and form.is_valid():
        try:
            meanwhile = membership.change_member(
                by=request.user, member=found, before=form.before, after=form.after
            )
        except membership.LastOwner:
            form.add_error("roles", NO_OWNER)
        else:
            if not meanwhile:
                toasts.say(request, _("Saved."))
                still_manages = request.user.can(Permission.MANAGE, found.clinic_id)
                return redirect("team" if still_manages else "settings")
            form.show_conflict(meanwhile)
    return _page(request, found, form, CredentialForm())


@require_POST
@staff(Permission.MANAGE)
def credentials(request: StaffRequest, member_id: int) -> HttpResponse:
    """A licence or certificate of a member."""
    found = queries.member(request.practitioner.clinic, member_id)
    form = CredentialForm(request.POST)
    if not form.is_valid():
        return _page(request, found, MemberForm(member=found), form)
    added = membership.add_credential(by=request.user, member=found, seen=form.seen_keys, **form.what)
    if added is None:
        form.show_conflict(found.credentials.all())
        return _page(request, found, MemberForm(member=found), form)
    toasts.say(request, _("%(name)s is added.") % {"name": added.name})
    return redirect("member", found.pk)


@require_POST
@staff(Permission.MANAGE)
def credential_removal(request: StaffRequest, member_id: int, credential_id: int) -> HttpResponse:
    """A licence or certificate that no longer belongs to a member."""
    found = queries.member(request.practitioner.clinic, member_id)
    credential = found.credentials.filter(pk=credential_id).first()
    if credential is None and Credential.objects.filter(pk=credential_id).exists():
        raise Http404
    if credential is not None:
        membership.remove_credential(by=request.user, credential=credential)
    toasts.say(
        request, _("Removed.") if credential is not None else _("Another person has removed it already.")
    )
    return redirect("member", found.pk)


@require_POST
@staff(Permission.MANAGE)
def departure(request: StaffRequest, member_id: int) -> HttpResponse:
    """Somebody works here no more."""
    found = queries.member(request.practitioner.clinic, member_id)
    if not membership.end_membership(by=request.user, member=found, on=today_of(request)):
        messages.error(request, NO_OWNER)
        return redirect("member", found.pk)
    toasts.say(request, _("%(name)s works here no more.") % {"name": found.user.name})
    return redirect("settings" if found.user_id == request.user.pk else "team")


@require_POST
@staff(Permission.MANAGE)
def invitation_withdrawal(request: StaffRequest, invitation_id: UUID) -> HttpResponse:
    """An invitation is taken back, with a way to undo it."""
    found = queries.invitation(request.practitioner.clinic, invitation_id)
    if membership.withdraw_invitation(by=request.user, invitation=found):
        words = _("The invitation of %(name)s is withdrawn.") % {"name": found.name}
        toasts.say(request, words, undo=reverse("invitation_return", args=[found.pk]))
    else:
        messages.warning(request, _("%(name)s has joined already.") % {"name": found.name})
    return redirect("team")


@require_POST
@staff(Permission.MANAGE)
def invitation_return(request: StaffRequest, invitation_id: UUID) -> HttpResponse:
    """A withdrawn invitation holds again."""
    found = queries.invitation(request.practitioner.clinic, invitation_id)
    if membership.restore_invitation(by=request.user, invitation=found):
        toasts.say(request, _("The invitation of %(name)s holds again.") % {"name": found.name})
    else:
        messages.warning(
            request, _("The invitation of %(name)s has ended. Send a new one.") % {"name": found.name}
        )
    return redirect("team")


def _page(
    request: StaffRequest, found: Practitioner, form: MemberForm, credential_form: CredentialForm
) -> HttpResponse:
    listed = queries.credentials_of(found, on=today_of(request))
    credential_form.initial["seen"] = keys_of(one for one, *_more in listed)
    context = {
        "member": found,
        "form": form,
        "credential_form": credential_form,
        "credentials": listed,
        "section": "settings",
    }
    return render(request, "people/member.html", context)
