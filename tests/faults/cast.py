"""Makes the people of these tests and signs them in, in a process of its own; prints their session keys."""

import json
import os
import sys
import time

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crm.settings")
django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import transaction  # noqa: E402
from django.test import Client  # noqa: E402

from lib.tenancy.state import workspace  # noqa: E402
from workspaces.models import Membership, User, Workspace  # noqa: E402
from workspaces.roles import Role  # noqa: E402

PASSWORD = "sila-demo-2026"
PEOPLE = {"huda": Role.ADMIN, "mona": Role.MANAGER, "salem": Role.MANAGER}


def signed_in(user) -> str:
    client = Client()
    client.force_login(user, "allauth.account.auth_backends.AuthenticationBackend")
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": time.time()}]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()
    return session.session_key


def main():
    call_command("collectstatic", interactive=False, verbosity=0)
    noor = Workspace.objects.create(slug="noor", name="النور")
    sessions = {}
    for name, role in PEOPLE.items():
        user = User.objects.create_user(
            email=f"{name}@noor.example", name=name, password=PASSWORD, language="en"
        )
        with workspace(noor.pk), transaction.atomic():
            Membership.objects.create(user=user, workspace=noor, role=role)
        sessions[name] = signed_in(user)
    sys.stdout.write(json.dumps(sessions))


if __name__ == "__main__":
    main()
