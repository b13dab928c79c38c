"""A screenshot with at most 256 colours: a third of the bytes, and no eye sees the difference."""

import struct
import zlib
from collections import Counter

SIGNATURE = b"\x89PNG\r\n\x1a\n"
CHANNELS = {2: 3, 6: 4}  # by the colour type of the format: RGB and RGBA, eight bits each
MOST_COLOURS = 256


def shrink(png: bytes) -> bytes:
    width, height, rows = pixels(png)
    counted = Counter(colour for row in rows for colour in row)
    palette = [colour for colour, _count in counted.most_common(MOST_COLOURS)]
    places = {colour: place for place, colour in enumerate(palette)}
    for colour in counted.keys() - places.keys():
        places[colour] = min(range(len(palette)), key=lambda place: distance(colour, palette[place]))
    # Each line of the picture begins with its filter: none, the best one for flat areas.
    lines = b"".join(b"\0" + bytes(map(places.__getitem__, row)) for row in rows)
    header = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    parts = {
        b"IHDR": header,
        b"PLTE": b"".join(map(bytes, palette)),
        b"IDAT": zlib.compress(lines, 9),
        b"IEND": b"",
    }
    return SIGNATURE + b"".join(chunk(name, content) for name, content in parts.items())


def distance(one, other):
    return sum((a - b) ** 2 for a, b in zip(one, other, strict=True))


def chunk(name, content):
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def pixels(png: bytes):
    """Width, height and the rows of (red, green, blue) of a PNG as Chromium writes it."""
    chunks = dict(read_chunks(png))
    width, height, depth, kind, _compression, _filters, interlaced = struct.unpack(
        ">IIBBBBB", chunks[b"IHDR"]
    )
    if depth != 8 or kind not in CHANNELS or interlaced:
        raise ValueError("not a PNG as Chromium writes it")
    step = CHANNELS[kind]
    content = zlib.decompress(chunks[b"IDAT"])
    rows, above, length = [], bytearray(width * step), width * step + 1
    for start in range(0, len(content), length):
        above = unfiltered(content[start], bytearray(content[start + 1 : start + length]), above, step)
        rows.append(list(zip(*(above[channel::step] for channel in range(3)), strict=True)))
    return width, height, rows


def read_chunks(png):
    place, data = len(SIGNATURE), b""
    while place < len(png):
        (length,) = struct.unpack_from(">I", png, place)
        name, content = png[place + 4 : place + 8], png[place + 8 : place + 8 + length]
        data += content if name == b"IDAT" else b""
        yield name, data if name == b"IDAT" else content
        place += length + 12


def unfiltered(kind, line, above, step):
    for place in range(len(line)):
        left = line[place - step] if place >= step else 0
        up = above[place]
        corner = above[place - step] if place >= step else 0
        guess = (0, left, up, (left + up) // 2, paeth(left, up, corner) if kind == 4 else 0)[kind]
        line[place] = (line[place] + guess) & 255
    return line


def paeth(left, up, corner):
    """The neighbour nearest to left + up - corner (PNG, section 9.4)."""
    near_left, near_up = abs(up - corner), abs(left - corner)
    near_corner = abs(left + up - 2 * corner)
    if near_left <= near_up and near_left <= near_corner:
        return left
    return up if near_up <= near_corner else corner
