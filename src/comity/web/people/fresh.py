"""How long ago a session showed who it is."""

import time

from allauth.account import app_settings
from allauth.account.internal.flows.login import get_authentication_records
from django.http import HttpRequest


def recently(request: HttpRequest) -> bool:
    """Whether this session has shown who it is within the last minutes: by signing in, or since."""
    records = get_authentication_records(request, request.user)
    latest = max((float(record["at"]) for record in records), default=0.0)
    return time.time() - latest < float(app_settings.REAUTHENTICATION_TIMEOUT)
