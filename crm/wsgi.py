import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crm.settings")

application = get_wsgi_application()

from workspaces.checks import refuse_if_open  # noqa: E402 - only after Django is set up

refuse_if_open()
