"""Sessions that know whose they are, so that a person can see them, end them, and take them along when they go."""

import datetime
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.utils import timezone

from comity.web.people.models import Session

STARTED = "_started"


class SessionStore(DatabaseStore):
    """Django's sessions in the database, with the person beside them."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        """The table of sessions."""
        return Session

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        """A row for `data`."""
        row: Session = super().create_model_instance(data)  # type: ignore[assignment]
        person = data.get(SESSION_KEY)
        row.person_id = int(person) if person else None
        # The row is written anew each time; when the session began travels with what it remembers.
        began = data.setdefault(STARTED, timezone.now().timestamp())
        row.started = datetime.datetime.fromtimestamp(began, datetime.UTC)
        return row
