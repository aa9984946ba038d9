"""Addresses of people: signing in, one's own page, delegations, secretariats, invitations."""

from allauth.account import views as account
from allauth.mfa.base import views as factor
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from allauth.socialaccount import views as social
from allauth.socialaccount.providers.openid_connect import views as oidc
from django.urls import URLPattern, path

from comity.web.people.confirming import confirmed
from comity.web.people.views import (
    capacities,
    delegations,
    invitations,
    me,
    participation,
    secretariat,
    signing_in,
)

# The routes of the sign-in library keep the names by which it calls them.
_SIGNING_IN = [
    path("account/login/", signing_in.sign_in, name="account_login"),
    path("account/login/code/", account.request_login_code, name="account_request_login_code"),
    path("account/login/code/confirm/", account.confirm_login_code, name="account_confirm_login_code"),
    path("account/logout/", account.logout, name="account_logout"),
    path("account/signup/", signing_in.sign_up, name="account_signup"),
    path("account/address/confirm/", account.email_verification_sent, name="account_email_verification_sent"),
    path("account/address/", confirmed(account.email), name="account_email"),
    path("account/confirm/", signing_in.confirm, name="account_reauthenticate"),
    path("account/inactive/", account.account_inactive, name="account_inactive"),
]
_FACTORS = [
    path("account/factors/", signing_in.factors, name="mfa_index"),
    path("account/factors/login/", factor.authenticate, name="mfa_authenticate"),
    path("account/factors/confirm/", factor.reauthenticate, name="mfa_reauthenticate"),
    path("account/factors/totp/", confirmed(totp.activate_totp), name="mfa_activate_totp"),
    path("account/factors/totp/off/", confirmed(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("account/factors/recovery/", recovery.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("account/factors/recovery/new/", recovery.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("account/factors/keys/", webauthn.list_webauthn, name="mfa_list_webauthn"),
    path("account/factors/keys/new/", confirmed(webauthn.add_webauthn), name="mfa_add_webauthn"),
    path("account/factors/keys/login/", webauthn.login_webauthn, name="mfa_login_webauthn"),
    path("account/factors/keys/confirm/", webauthn.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("account/factors/keys/<int:pk>/", confirmed(webauthn.edit_webauthn), name="mfa_edit_webauthn"),
    path("account/factors/keys/<int:pk>/remove/", confirmed(webauthn.remove_webauthn), name="mfa_remove_webauthn"),
]
_INSTITUTIONS = [
    path("account/institutions/", confirmed(signing_in.institutions), name="socialaccount_connections"),
    path("account/institutions/signup/", social.signup, name="socialaccount_signup"),
    path("account/institutions/cancelled/", social.login_cancelled, name="socialaccount_login_cancelled"),
    path("account/institutions/error/", social.login_error, name="socialaccount_login_error"),
    path("account/institutions/<slug:provider_id>/", oidc.login, name="openid_connect_login"),
]
_OWN = [
    path("me/", me.me, name="me"),
    path("me/data.json", me.export, name="me.export"),
    path("me/consent/", me.consent, name="me.consent"),
    path("me/sessions/", me.end_sessions, name="me.sessions"),
    path("me/erase/", me.erase, name="me.erase"),
    path("me/erased/", me.erased, name="me.erased"),
    path("me/capacity/", capacities.choose, name="capacity"),
    path("me/capacity/switch/", capacities.switch, name="capacity.switch"),
    path("participant/", participation.participant, name="participant"),
    path("participant/join/<int:matter>/", participation.join, name="participant.join"),
    path("participant/leave/", participation.leave, name="participant.leave"),
    path("participant/claim/", participation.claim, name="participant.claim"),
    path("invitations/<str:secret>/", invitations.invitation, name="invitation"),
]
_DELEGATION = "parties/<slug:party>/delegation/"
_DELEGATIONS = [
    path(_DELEGATION, delegations.delegation, name="party.delegation"),
    path(f"{_DELEGATION}invite/", delegations.invite, name="party.invite"),
    path(f"{_DELEGATION}invitations/<int:invitation>/again/", delegations.send_again, name="party.invitation.again"),
    path(
        f"{_DELEGATION}invitations/<int:invitation>/withdraw/", delegations.withdraw, name="party.invitation.withdraw"
    ),
    path(f"{_DELEGATION}<int:capacity>/", delegations.member, name="party.member"),
    path(f"{_DELEGATION}<int:capacity>/end/", delegations.end, name="party.member.end"),
    path(f"{_DELEGATION}<int:capacity>/head/", delegations.hand_over, name="party.headship"),
    path(f"{_DELEGATION}instructions/", delegations.instruct, name="party.instruct"),
    path(
        f"{_DELEGATION}instructions/<int:instruction>/withdraw/",
        delegations.withdraw_instruction,
        name="party.instruction.withdraw",
    ),
]
_PEOPLE = "bodies/<slug:body>/people/"
_SECRETARIATS = [
    path(_PEOPLE, secretariat.people, name="body.people"),
    path(f"{_PEOPLE}invite/", secretariat.invite, name="body.invite"),
    path(f"{_PEOPLE}invitations/<int:invitation>/again/", secretariat.send_again, name="body.invitation.again"),
    path(f"{_PEOPLE}invitations/<int:invitation>/withdraw/", secretariat.withdraw, name="body.invitation.withdraw"),
    path(f"{_PEOPLE}<int:capacity>/end/", secretariat.end, name="body.member.end"),
]

urlpatterns: list[URLPattern] = [
    *_SIGNING_IN,
    *_FACTORS,
    *_INSTITUTIONS,
    *_OWN,
    *_DELEGATIONS,
    *_SECRETARIATS,
]

# Without a language: an institution returns people to the one address that it was told of.
returning: list[URLPattern] = [
    path("account/institutions/<slug:provider_id>/return/", oidc.callback, name="openid_connect_callback"),
]
