from django.core.management.base import BaseCommand

from workspaces.doctor import examine


class Command(BaseCommand):
    help = "Look at this installation and say what to put right. Ends with 1 when something is wrong."
    requires_system_checks = []

    def handle(self, **options):
        wrong = 0
        for finding in examine():
            mark = self.style.SUCCESS("ok   ") if finding.is_well else self.style.ERROR("WRONG")
            self.stdout.write(f"{mark} {finding.about}: {finding.said}")
            if not finding.is_well:
                wrong += 1
                self.stdout.write(f"      {finding.advice}")
        if wrong:
            raise SystemExit(1)
