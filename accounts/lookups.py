"""The small lists of a workspace that its settings keep: industries and regions. Add, rename, merge, delete."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.assignment.matching import line_of
from accounts.branches import one_change_of_parents
from accounts.models import Account, Industry, Region
from lib.formats import isolated
from lib.registry import Registry
from lib.text import fold
from timeline.jobs import JobKind, start_job
from timeline.models import Job
from timeline.services import record

# By the word in their addresses.
LOOKUPS = {"industries": Industry, "regions": Region}
LIST_TITLES = {"industries": gettext_lazy("Industries"), "regions": gettext_lazy("Regions")}
MERGING = "accounts.merge_lookup"
# Of (merged, into): what else names an entry of a list names the other one from now on; higher apps fill it.
merges = Registry("what follows the merging of two entries of a list")
BATCH = 1_000


class Known(ValidationError):
    """There is one of this name already."""


class InCircle(ValidationError):
    """An entry would be part of itself, however far up."""


@transaction.atomic
def add_lookup(model, *, by, name):
    """Put a new name on the list; one that is there in any spelling is refused."""
    found = model(name=name)
    _save_new_name(found)
    record(f"{model._meta.model_name}.added", found, by=by, name=found.name)
    return found


@transaction.atomic
def rename_lookup(found, *, by, name):
    """Give an entry another name, which all its accounts have from now on. The event, or None for the same name."""
    old = type(found).objects.select_for_update().get(pk=found.pk).name
    if old == name:
        return None
    found.name = name
    _save_new_name(found)
    return record(f"{found._meta.model_name}.renamed", found, by=by, old=old, name=name)


def _save_new_name(found):
    others = type(found).objects.filter(name_fold=fold(found.name)).exclude(pk=found.pk)
    try:
        with transaction.atomic():
            if others.exists():
                raise IntegrityError
            found.save()
    except IntegrityError:
        raise Known(_("%(name)s is on the list already.") % {"name": isolated(found.name)}) from None


@transaction.atomic
def place_lookup(found, parent, *, by):
    """Make an entry part of another one of its list, or of none. The event, or None where it stands there already.

    Raises InCircle for itself and for one of its own parts, however deep.
    """
    one_change_of_parents(found.workspace_id)
    model = type(found)
    found = model.objects.select_related("parent").get(pk=found.pk)
    old = found.parent
    if old == parent:
        return None
    if parent is not None and found.pk in line_of(parent.pk, parents_in(model)):
        raise InCircle(_("%(name)s would be part of itself.") % {"name": isolated(found.name)})
    found.parent = parent
    found.save(update_fields=["parent"])
    told = {"old": old.name if old else "—", "name": found.name, "parent": parent.name if parent else "—"}
    keys = {"before": old.pk if old else 0, "after": parent.pk if parent else 0}
    return record(f"{model._meta.model_name}.placed", found, by=by, **told, **keys)


def parents_in(model) -> dict[int, int]:
    return dict(model.objects.exclude(parent=None).values_list("pk", "parent_id"))


def give_parts(merged, into) -> None:
    """The parts of an entry that goes become parts of the other one; where that is below it, it moves up first."""
    line = line_of(into.pk, parents_in(type(into)))
    for part in merged.parts.all():
        part.parent_id = merged.parent_id if merged.pk in line and part.pk in line else into.pk
        part.save(update_fields=["parent"])


@transaction.atomic
def delete_lookup(found, *, by):
    """Take an entry off the list that no account and no part has; raises ProtectedError when one has."""
    # Whoever gives it to an account just now is waited for, so that the deletion sees that account.
    type(found).objects.select_for_update().get(pk=found.pk)
    event = record(f"{found._meta.model_name}.deleted", found, by=by, name=found.name)
    found.delete()
    return event


@transaction.atomic
def merge_lookup(found, into, *, by):
    """Give all accounts of one entry another one of the same list, in the background; then the first one goes."""
    kind = found._meta.model_name
    arguments = {"list": kind, "merged": found.pk, "into": into.pk, "name": found.name}
    running = Job.objects.open().filter(kind=MERGING, arguments=arguments).first()
    if running:
        return running  # pressed twice
    record(f"{kind}.merged", found, by=by, name=found.name, into=into.name)
    return start_job(MERGING, by=by, total=accounts_of(found).count(), **arguments)


def accounts_of(found):
    return Account.objects.filter(**{found._meta.model_name: found})


class Merging(JobKind):
    """Each batch takes the next accounts; when none is left the entry is deleted."""

    label = gettext_lazy("Merging of two entries of a list")
    icon = "arrow-merge"
    result_label = gettext_lazy("Open the list")
    may_run_again = True

    def title(self, job):
        return f"{self.label}: {isolated(job.arguments['name'])}"

    def page(self, job):
        return f"accounts:{list_of(model_of(job))}", {}

    def batch(self, job, prepared):
        model = model_of(job)
        merged = model.objects.filter(pk=job.arguments["merged"]).first()
        into = model.objects.select_for_update(no_key=True).filter(pk=job.arguments["into"]).first()
        if merged is None or into is None:
            return False  # one of them was deleted meanwhile
        found = accounts_of(merged).order_by("pk").select_for_update(no_key=True, of=("self",))[:BATCH]
        accounts = list(found)
        changes = {model._meta.model_name: into, "version": F("version") + 1, "updated_at": timezone.now()}
        Account.objects.filter(pk__in=[account.pk for account in accounts]).update(**changes)
        for account in accounts:
            told = {"fields": [model._meta.model_name], "is_part": True}
            record("account.changed", account, by=job.created_by, **told)
        job.done += len(accounts)
        if not accounts:
            for follow in merges:
                follow(merged, into)
            one_change_of_parents(merged.workspace_id)
            give_parts(merged, into)
            merged.delete()
        return bool(accounts)


def model_of(job):
    return next(model for model in LOOKUPS.values() if model._meta.model_name == job.arguments["list"])


def list_of(model) -> str:
    """The word of its addresses."""
    return next(word for word, each in LOOKUPS.items() if each is model)
