"""Two people who press at the same moment: both are answered, and what stands is whole."""

import pytest
from django.db import transaction

from accounts import services
from accounts.models import Account, Contact, Industry, Position, Tag
from lib.tenancy.state import workspace

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_changes_of_status_leave_one_that_holds(at_once, salem, afaq):
    def change(status):
        def work():
            found = Account.objects.get(pk=afaq.pk)
            yield
            found.set_status(status, by=salem)

        return work

    assert at_once(change("active"), change("dormant")) == []
    with workspace(salem.workspace_id), transaction.atomic():
        assert Account.objects.get().statuses.count() == 3
        assert Account.objects.get().statuses.get(until_at=None).status == Account.objects.get().status


def test_a_status_and_the_archive_do_not_undo_each_other(at_once, salem, afaq):
    def change():
        found = Account.objects.get(pk=afaq.pk)
        yield
        found.set_status("active", by=salem)

    def archive():
        found = Account.objects.get(pk=afaq.pk)
        yield
        found.archive(by=salem)

    refused = at_once(change, archive)
    with workspace(salem.workspace_id), transaction.atomic():
        found = Account.objects.get()
        # Whoever came second saw what the first had done: an archived account keeps its status.
        assert (found.status, refused) in [
            ("active", []),
            ("prospect", [f"Archived('account {found.number}')"]),
        ]
        assert found.is_archived


def test_two_main_contacts_leave_one(at_once, salem, afaq):
    with workspace(salem.workspace_id), transaction.atomic():
        people = [services.add_contact(by=salem, fields={"name_en": name}) for name in ("Lina", "Omar")]

    def place(pk):
        def work():
            contact = Contact.objects.get(pk=pk)
            yield
            services.place_contact(contact, afaq, by=salem, is_primary=True)

        return work

    assert at_once(*(place(person.pk) for person in people)) == []
    with workspace(salem.workspace_id), transaction.atomic():
        assert Position.objects.count() == 2
        assert Position.objects.filter(is_primary=True).count() == 1


def test_the_same_new_words_are_one(at_once, salem, afaq):
    def tag(*words):
        def work():
            made = services.add_account(by=salem, fields={"name_en": "X"}) if words[0] == "b" else afaq
            yield
            Industry.objects.named("Trade")
            services.set_tags(made, words)

        return work

    assert at_once(tag("a", "b"), tag("b", "a")) == []
    with workspace(salem.workspace_id), transaction.atomic():
        assert Tag.objects.count() == 2
        assert Industry.objects.count() == 1


def test_a_person_and_its_contact_are_edited_at_once_without_a_knot(at_once, salem, noor):
    with workspace(noor.pk), transaction.atomic():
        person = services.add_account(by=salem, fields={"kind": "person", "name_en": "Noura"})
        contact = person.positions.get().contact

    def edit(model, pk, change, **fields):
        def work():
            found = model.objects.get(pk=pk)
            for name, value in fields.items():
                setattr(found, name, value)
            yield
            change(found, by=salem, read_version=found.version, changed=list(fields))

        return work

    refused = at_once(
        edit(Account, person.pk, services.change_account, city="Riyadh"),
        edit(Contact, contact.pk, services.change_contact, city="Jeddah"),
    )
    # The second one read what the first has changed meanwhile: it is told so, and nobody waits for ever.
    assert refused == ["Stale()"]
    with workspace(noor.pk), transaction.atomic():
        account = Account.objects.get()
        assert account.city in {"Riyadh", "Jeddah"}
        assert Contact.objects.get().city == account.city


def test_two_accounts_do_not_become_each_others_branch(at_once, salem, afaq):
    with workspace(salem.workspace_id), transaction.atomic():
        other = services.add_account(by=salem, fields={"name_en": "Other"})

    def stand_below(pk, parent):
        def work():
            found = Account.objects.get(pk=pk)
            found.parent = Account.objects.get(pk=parent)
            yield
            services.change_account(found, by=salem, read_version=found.version, changed=["parent"])

        return work

    (refused,) = at_once(stand_below(afaq.pk, other.pk), stand_below(other.pk, afaq.pk))
    assert refused.startswith("ValidationError")
    with workspace(salem.workspace_id), transaction.atomic():
        assert Account.objects.exclude(parent=None).count() == 1
