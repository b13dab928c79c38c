"""The commands of Sila: only the standard library, because they make the environment that has the rest."""

import sys

if sys.version_info < (3, 11):  # noqa: UP036  (this line is for whoever starts us with an older one)
    sys.stderr.write(
        "sila: Python 3.11 or newer is needed, this is {}.{} ({}). Try: python3.11 {}\n".format(
            sys.version_info[0], sys.version_info[1], sys.executable, " ".join(sys.argv)
        )
    )
    sys.exit(2)
