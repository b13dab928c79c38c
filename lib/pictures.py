"""Pictures that strangers send: looked into within limits, and drawn anew before a page shows them.

What a browser shows is never the file itself but our own drawing of it, so that nothing rides along in it.
"""

import io
import struct
import warnings
from typing import BinaryIO

from PIL import Image, ImageOps

from lib.filetypes import refused

MOST_PIXELS = 64_000_000
# More would take the memory of a worker; such pictures are kept and not shown, but photos, which are read smaller.
MOST_DRAWN_PIXELS = 25_000_000
PREVIEW_PIXELS = (1200, 1200)
FORMATS = ("JPEG", "PNG", "GIF", "WEBP")


def preview_of(file: BinaryIO) -> bytes | None:
    """The picture drawn anew, at most 1200 pixels wide and high; None where that takes too much.

    Raises Refused for what is no picture, and for one with too many points for its size.
    """
    file.seek(0)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(file, formats=FORMATS) as picture:
                return _drawn(picture)
    except Image.DecompressionBombError:
        raise refused("pixels") from None
    except struct.error:  # notes of a camera that Pillow cannot write again; other programs show the picture
        return None
    # Pillow raises whatever a broken byte made of its readers.
    except (OSError, SyntaxError, ValueError, EOFError, IndexError, KeyError, TypeError, OverflowError):
        raise refused("broken") from None


def _drawn(picture) -> bytes | None:
    if picture.width * picture.height > MOST_PIXELS:
        raise refused("pixels")
    picture.draft("RGB", PREVIEW_PIXELS)
    if picture.width * picture.height > MOST_DRAWN_PIXELS:
        return None
    small = ImageOps.exif_transpose(picture)
    small.thumbnail(PREVIEW_PIXELS)
    drawn = Image.new("RGB", small.size, "white")
    seen = small.convert("RGBA")
    drawn.paste(seen, mask=seen)
    written = io.BytesIO()
    drawn.save(written, "JPEG", quality=82)
    return written.getvalue()
