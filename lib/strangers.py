"""What the forms that strangers fill in have in common: a signed stamp, a trap, and what makes us doubt that a person
wrote. No third party is asked about anybody.
"""

import re

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _

MOST_LINKS = 2
TRAP = "website"
_link = re.compile(r"https?://|www\.|\[url|<a\s", re.IGNORECASE)


class Doubt(models.TextChoices):
    TRAP = "trap", _("Filled in what people cannot see")
    FAST = "fast", _("Sent faster than people type")
    LINKS = "links", _("Many links in the text")
    OFTEN = "often", _("Many from the same place in a short time")


class StrangersForm(forms.Form):
    stamp = forms.CharField(required=False, max_length=500, widget=forms.HiddenInput)
    # People neither see it nor reach it; programs fill in whatever there is.
    website = forms.CharField(required=False, label=_("Leave this empty"))

    def doubt_about(self, stamp, *texts: str) -> str:
        """Why this may come from no person; empty when nothing speaks for it."""
        if self.cleaned_data.get(TRAP):
            return Doubt.TRAP
        if stamp.is_fast:
            return Doubt.FAST
        return Doubt.LINKS if len(_link.findall(" ".join(texts))) > MOST_LINKS else ""
