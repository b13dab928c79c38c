from django.core.management.base import BaseCommand, CommandError

from workspaces import demo


class Command(BaseCommand):
    help = "Make the demo's workspaces, people and customers. A second run leaves everything as it is."

    def handle(self, **options):
        has_made = False
        try:
            for line in demo.seed():
                self.stdout.write(line)
                has_made = True
        except demo.NotForDemo as refusal:
            raise CommandError(str(refusal)) from refusal
        if not has_made:
            self.stdout.write("The demo is there already; nothing was changed.")
