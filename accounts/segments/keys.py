"""Keys of records as one compact value: what lies between them, pressed. Increasing whole numbers from 1 on."""

import sys
import zlib
from array import array
from collections.abc import Iterable

WIDTH = "Q"


def pack(keys: Iterable[int]) -> bytes:
    """Of increasing keys; ValueError when they are not."""
    steps, before = array(WIDTH), 0
    for key in keys:
        if key <= before:
            raise ValueError(f"{key} after {before}")
        steps.append(key - before)
        before = key
    if sys.byteorder == "big":
        steps.byteswap()
    return zlib.compress(steps.tobytes(), 1)


def unpack(packed: bytes | None) -> array:
    """Of nothing, nothing."""
    keys = array(WIDTH)
    if not packed:
        return keys
    keys.frombytes(zlib.decompress(bytes(packed)))
    if sys.byteorder == "big":
        keys.byteswap()
    before = 0
    for at, step in enumerate(keys):
        before += step
        keys[at] = before
    return keys


def difference(before: Iterable[int], after: Iterable[int]) -> tuple[array, array]:
    """Who came and who went, of two increasing rows of keys."""
    came, went = array(WIDTH), array(WIDTH)
    old, new = iter(before), iter(after)
    one, other = next(old, None), next(new, None)
    while one is not None or other is not None:
        if other is None or (one is not None and one < other):
            went.append(one)
            one = next(old, None)
        elif one is None or other < one:
            came.append(other)
            other = next(new, None)
        else:
            one, other = next(old, None), next(new, None)
    return came, went
