"""What a password must be, said so that it can be read: Django's Arabic has one plural for all numbers."""

from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

HELP = gettext_lazy("At least 12 characters. No word that everybody uses, not your name, not digits alone.")


class LongEnough(password_validation.MinimumLengthValidator):
    def validate(self, password, user=None):
        if len(password) < self.min_length:
            text = _("This password is too short. Take at least %(least)s characters.") % {
                "least": self.min_length
            }
            raise ValidationError(text, code="password_too_short")
