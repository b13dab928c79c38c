"""How files of reports take part in the rest of Sila: called once, when the app is ready."""


def join():
    from reports.row_files import JOB, RowsExporting
    from reports.telling_files import VERBS
    from timeline.jobs import job_kinds
    from timeline.verbs import verbs

    for name, verb in VERBS.items():
        verbs.register(name, verb)
    job_kinds.register(JOB, RowsExporting())
