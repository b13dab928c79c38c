"""How complaints from files, and many at once, take part in the rest of Sila: called once, when the app is ready."""


def join():
    from accounts.bulk import verbs as bulk
    from complaints.bulk import VERBS as OF_MANY
    from complaints.bulk import WHY
    from complaints.imports.work import JOB, ImportingComplaints
    from complaints.telling_imports import KINDS, VERBS
    from timeline.jobs import job_kinds
    from timeline.kinds import kinds
    from timeline.verbs import verbs

    bulk.add_verbs(*OF_MANY)
    bulk.WHY.update(WHY)
    job_kinds.register(JOB, ImportingComplaints())
    for name, verb in VERBS.items():
        verbs.register(name, verb)
    for label, kind in KINDS.items():
        kinds.register(label, kind)
