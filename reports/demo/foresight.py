"""What is foreseen of noor's customers: as the night would have worked it out."""

from datetime import timedelta

from reports.foreseeing import foresee_next, learn
from workspaces.demo import Stage


def seed_foresight(stage: Stage) -> None:
    if stage.workspace.slug != "noor":
        return
    model = learn(stage.today - timedelta(days=1))
    last: int | None = 0
    while last is not None:
        _looked, last = foresee_next(model, last)
