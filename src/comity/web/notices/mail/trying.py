"""A mail that shows whether mail goes out."""

from email.utils import formataddr, parseaddr

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.message import sanitize_address

from comity.web.notices.mail.composing import envelope_sender, message_id, one_line
from comity.web.notices.mail.posting import Delivery, Post
from comity.web.notices.models import new_token
from comity.words import say, tag


def send_test(address: str, language: str) -> Delivery:
    """Send a mail that says it is a test, now, and return what came of it."""
    token = new_token()
    name = settings.COMITY_NAME
    message = EmailMessage(
        subject=one_line(say(language, "mail.test.subject", installation=name), 180),
        body=say(language, "mail.test.text", installation=name, address=settings.ADDRESS) + "\n",
        from_email=formataddr((one_line(name, 120), parseaddr(settings.DEFAULT_FROM_EMAIL)[1])),
        to=[sanitize_address(address, "utf-8")],
        headers={
            "Message-ID": message_id(token),
            "Content-Language": tag(language),
            "Auto-Submitted": "auto-generated",
        },
    )
    with Post() as post:
        return post.hand_over(message, envelope_sender(token), token)
