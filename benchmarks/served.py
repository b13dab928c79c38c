"""The settings of the server that is measured: Sila's own, with the floor among the addresses."""

from crm.settings import *  # noqa: F403

ROOT_URLCONF = "benchmarks.floor"
