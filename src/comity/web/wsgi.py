"""The application as a server of WSGI loads it. The settings are named in the environment by `comity serve`."""

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()
