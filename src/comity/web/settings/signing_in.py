"""How people sign in: a code by mail, a passkey, a second factor, or their own institution. No passwords."""

from comity.web.settings import environment, providers

LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
SESSION_ENGINE = "comity.web.people.sessions"

ACCOUNT_ADAPTER = "comity.web.people.signing_in.accounts.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_DISPLAY = "comity.web.people.names.shown_name"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = 60 * 15
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = ACCOUNT_EMAIL_VERIFICATION_BY_CODE_MAX_ATTEMPTS = 3
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_PREVENT_ENUMERATION = "strict"
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 60 * 10
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_LOGIN_TIMEOUT = 60 * 15
ACCOUNT_LOGOUT_REDIRECT_URL = "home"
ACCOUNT_SESSION_REMEMBER = True
# Digits can be typed on every keyboard; eight of them with three guesses each, and ten codes an hour for one address,
# leave an attacker one chance in three million an hour.
ALLAUTH_USER_CODE_FORMAT = {"numeric": True, "length": 8, "dashed": True}
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "signup": "20/m/ip",
    "request_login_code": "20/m/ip,3/m/key,10/h/key",
    "confirm_email": "1/10s/key,10/h/key",
    "login_failed": "10/m/ip,5/5m/key",
    "reauthenticate": "10/m/user",
    "manage_email": "10/m/user",
}
ACCOUNT_FORMS = {
    "login": "comity.web.people.signing_in.forms.SignInForm",
    "signup": "comity.web.people.signing_in.forms.SignUpForm",
    "request_login_code": "comity.web.people.signing_in.forms.AskForCodeForm",
    "confirm_login_code": "comity.web.people.signing_in.forms.SignInCodeForm",
    "confirm_email_verification_code": "comity.web.people.signing_in.forms.AddressCodeForm",
    "change_email": "comity.web.people.signing_in.forms.OtherAddressForm",
    "add_email": "comity.web.people.signing_in.forms.NewAddressForm",
}

MFA_ADAPTER = "comity.web.people.signing_in.factors.FactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_TOLERANCE = 1
MFA_TOTP_ISSUER = environment.text("NAME", "Comity")
MFA_FORMS = {
    "authenticate": "comity.web.people.signing_in.forms.SecondFactorForm",
    "reauthenticate": "comity.web.people.signing_in.forms.SecondFactorAgainForm",
    "activate_totp": "comity.web.people.signing_in.forms.AuthenticatorForm",
    "add_webauthn": "comity.web.people.signing_in.forms.KeyForm",
    "edit_webauthn": "comity.web.people.signing_in.forms.KeyNameForm",
}

SOCIALACCOUNT_ADAPTER = "comity.web.people.signing_in.institutions.InstitutionAdapter"
SOCIALACCOUNT_FORMS = {
    "signup": "comity.web.people.signing_in.forms.InstitutionSignUpForm",
    "disconnect": "comity.web.people.signing_in.forms.DisconnectInstitutionForm",
}
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": providers.read(environment.HOME)}}
