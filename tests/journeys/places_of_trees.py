"""Pages of the trees of complaints, while nobody has changed the usual ones."""

from tests.journeys.places import Place, save_nothing


def at_trees():
    yield Place("/w/noor/settings/complaint-categories/", act=save_nothing)
    yield Place("/w/noor/settings/complaint-categories/2/")
    yield Place("/w/noor/settings/root-causes/")
    yield Place("/w/noor/settings/root-causes/2/")


WALKS = [at_trees]
