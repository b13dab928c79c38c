from django.core.management.base import BaseCommand

from workspaces.mail import site_link
from workspaces.models import User
from workspaces.views.first_owner import new_token


class Command(BaseCommand):
    help = "Print the link with which the first person makes a sign-in and a workspace; nothing once somebody is there."

    def handle(self, **options):
        if not User.objects.exists():
            self.stdout.write(f"First owner: {site_link('first_owner', token=new_token())}")
