"""A mail as it travels: the text itself, why it comes, what to do by when and where, in the language and the time zone
of whoever receives it; as plain text, and the same as simple HTML.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from email.utils import formataddr, parseaddr
from hashlib import sha256
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.message import sanitize_address
from django.template import engines
from django.urls import reverse
from django.utils import timezone, translation

from comity.web.notices.civil import away
from comity.web.notices.kinds import kinds
from comity.web.notices.mail import links
from comity.web.notices.models import Channel, Mail, Notice
from comity.web.notices.viewers import shown_to
from comity.web.notices.wording import Told, tell
from comity.web.people.models import Person
from comity.web.people.speech import path_code
from comity.web.settings import environment
from comity.web.spine.acting import Viewer
from comity.words import clean, direction, moment_there, resolve, say, tag

_ISOLATES = dict.fromkeys(map(ord, "\u2066\u2067\u2068\u2069"))
LONGEST_SUBJECT = 180
LONGEST_SENDER = 120
MOST = 50
"""Notices that one mail tells in full; the page has the others."""


@dataclass(frozen=True)
class Item:
    """One notice in a mail. due: by when something is to be done, in words, or ""."""

    told: Told
    due: str


def envelope_sender(token: str) -> str:
    """Where reports on a mail go: COMITY_BOUNCES, such as bounces+{token}@example.org, which names the mail; otherwise
    the sender of all mails."""
    pattern = environment.text("BOUNCES")
    return pattern.replace("{token}", token) if pattern else parseaddr(settings.DEFAULT_FROM_EMAIL)[1]


def host() -> str:
    """The right side of our message ids."""
    return urlsplit(settings.ADDRESS).hostname or "localhost"


def message_id(token: str) -> str:
    """What the mail is called, so that a report which quotes its head names it."""
    return f"<{token}@{host()}>"


def notices_for(mail: Mail, viewer: Viewer) -> list[Notice]:
    """What the mail has to say now: without what its person may no longer see, and, where it is a digest, what they
    have read on the page meanwhile."""
    found = Notice.objects.filter(shown_to(viewer), mail=mail, person=mail.person_id)
    if mail.channel != Channel.IMMEDIATE:
        found = found.filter(read=None)
    return list(found.select_related("matter").order_by("body", "pk"))


def compose(mail: Mail, notices: Sequence[Notice]) -> EmailMultiAlternatives:
    """The mail with these notices. What came from outside stands on one line and cannot add a header."""
    person = mail.person
    language = resolve(person.language)
    now = timezone.now()
    items = [_item(one, person, language, now) for one in tell(notices[:MOST], language)]
    context = _context(mail, items, len(notices), language)
    template = engines["jinja2"].get_template("notices/mail.html")
    body = items[0].told.body if len({one.told.body for one in items}) == 1 else ""
    message = EmailMultiAlternatives(
        subject=one_line(str(context["subject"]), LONGEST_SUBJECT),
        body=_plain(items, context),
        from_email=_sender(body),
        to=[sanitize_address(person.email or "", "utf-8")],
        headers=_headers(mail, notices, language, str(context["off"])),
    )
    message.attach_alternative(template.render(context), "text/html")
    return message


def one_line(text: str, longest: int) -> str:
    """What may stand in a header: one line, no marks of direction."""
    return clean(" ".join(text.translate(_ISOLATES).split()), longest)


def _item(told: Told, person: Person, language: str, now: datetime.datetime) -> Item:
    if told.due is None:
        return Item(told, "")
    moment = moment_there(language, told.due, person.timezone)
    key = "notice.due" if told.due > now else "notice.was_due"
    return Item(told, say(language, key, moment=moment, relative=away(language, told.due, now)))


def _context(mail: Mail, items: Sequence[Item], count: int, language: str) -> dict[str, object]:
    """What both forms of the mail are made of; everything is in words already."""
    single = len(items) == 1 and count == 1
    installation = settings.COMITY_NAME
    with translation.override(path_code(language)):
        page, choices = (f"{settings.ADDRESS}{reverse(route)}" for route in ("notices", "notices.settings"))
    wanted = _switchable(mail, items)
    key = f"notice.mail.{mail.channel}"
    return {
        "lang": tag(language),
        "dir": direction(language),
        "subject": items[0].told.subject
        if single
        else say(language, f"{key}.subject", n=count, installation=installation),
        "intro": "" if single else say(language, f"{key}.text", n=count, installation=installation),
        "items": items,
        "further": say(language, "notice.mail.further", n=count - len(items)) if count > len(items) else "",
        "page": "" if single else page,
        "page_label": say(language, "notice.mail.page"),
        "off": links.address(mail.person, wanted) if wanted else "",
        "off_label": say(language, f"notice.mail.off.{mail.channel}"),
        "kept": "" if wanted else say(language, "notice.mail.binding"),
        "settings": choices,
        "settings_label": say(language, "notice.mail.settings"),
        "installation": installation,
        "home": settings.ADDRESS,
    }


def _switchable(mail: Mail, items: Sequence[Item]) -> list[str]:
    """What the link in the mail switches off: the digest, or the kinds in it; nothing where all of it is binding."""
    names = [name for name in dict.fromkeys(one.told.notice.kind for one in items) if not kinds()[name].binding]
    return [mail.channel] if names and mail.channel != Channel.IMMEDIATE else names


def _headers(mail: Mail, notices: Sequence[Notice], language: str, off: str) -> dict[str, str]:
    matters = {one.matter_id for one in notices}
    bodies = {one.body for one in notices}
    of = next(iter(bodies)) if len(bodies) == 1 and all(bodies) else "notices"
    found = {
        "Message-ID": message_id(mail.token),
        "Content-Language": tag(language),
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
        "Precedence": "list",
        "List-Id": f"<{of}.{host()}>",
        "X-Comity-Mail": mail.token,
    }
    if len(matters) == 1 and None not in matters:
        # No mail has this id; all mails about the matter answer to it, and so stand together.
        thread = sha256(f"{settings.COMITY_RECORD}/matter/{next(iter(matters))}".encode()).hexdigest()[:32]
        found["References"] = found["In-Reply-To"] = f"<matter.{thread}@{host()}>"
    if off:
        found["List-Unsubscribe"] = f"<{off}>"
        found["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return found


def _sender(body: str) -> str:
    """ "{body} | {installation}", at the address that mails come from."""
    names = [one for one in (body, settings.COMITY_NAME) if one]
    address = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    return formataddr((one_line(" | ".join(names), LONGEST_SENDER), address))


def _plain(items: Sequence[Item], context: dict[str, object]) -> str:
    parts = [str(context["intro"])]
    for one in items:
        told = one.told
        heading = told.subject if len(items) > 1 else ""
        quoted = told.quoted.content if told.quoted is not None else ""
        parts += [
            "" if len(items) == 1 else "—",
            heading,
            told.text,
            quoted,
            one.due,
            f"{told.act}\n{told.address}",
            told.reason,
        ]
    parts += [str(context["further"])]
    parts += [f"{context['page_label']}\n{context['page']}" if context["page"] else "", "—"]
    parts += [f"{context['off_label']}\n{context['off']}" if context["off"] else str(context["kept"])]
    parts += [f"{context['settings_label']}\n{context['settings']}", f"{context['installation']} · {context['home']}"]
    return "\n\n".join(part for part in parts if part) + "\n"
