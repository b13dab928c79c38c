"""What a person says about a file of opening balances: the file, and what its columns are."""

from accounts.bringing.forms import ColumnsForm
from accounts.imports.forms import UploadForm
from loyalty.imports.columns import COLUMNS, missing


class BalancesFileForm(UploadForm):
    """As of customers."""


class BalancesColumnsForm(ColumnsForm):
    known = COLUMNS

    def missing(self, chosen):
        return missing(chosen)
