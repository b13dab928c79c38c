"""A mail server that takes everything as fast as one process of Python can, for measuring who sends to it.

python -m benchmarks.sink PORT [FILE]: it says «ready», and writes the Message-ID of each message to the file before it
answers that it took it.
"""

import asyncio
import os
import re
import sys

GREETING = b"220 sink ESMTP\r\n"
HELLO = b"250-sink\r\n250-PIPELINING\r\n250-SIZE 33554432\r\n250 8BITMIME\r\n"
OK, GO_ON, BYE = b"250 ok\r\n", b"354 go on\r\n", b"221 bye\r\n"
END = b"\r\n.\r\n"
MESSAGE_ID = re.compile(rb"^Message-ID: *(\S+)", re.MULTILINE | re.IGNORECASE)


class Talk(asyncio.Protocol):
    log: int | None = None
    taken = 0

    def connection_made(self, transport):
        self.transport = transport
        self.waiting = bytearray()
        self.is_in_message = False
        transport.write(GREETING)

    def data_received(self, data):
        self.waiting += data
        answers = []
        while True:
            answer = self.message() if self.is_in_message else self.command()
            if answer is None:
                break
            answers.append(answer)
        if answers:
            self.transport.write(b"".join(answers))

    def command(self) -> bytes | None:
        end = self.waiting.find(b"\r\n")
        if end < 0:
            return None
        word = bytes(self.waiting[:4]).upper()
        del self.waiting[: end + 2]
        if word == b"DATA":
            self.is_in_message = True
            return GO_ON
        if word == b"QUIT":
            return BYE
        return HELLO if word == b"EHLO" else OK

    def message(self) -> bytes | None:
        end = self.waiting.find(END)
        if end < 0:
            return None
        if self.log is not None:
            found = MESSAGE_ID.search(self.waiting, 0, end)
            os.write(self.log, (found[1] if found else b"?") + b"\n")
        del self.waiting[: end + len(END)]
        self.is_in_message = False
        Talk.taken += 1
        return OK


async def main(port: int, path: str = "") -> None:
    if path:
        Talk.log = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    server = await asyncio.get_running_loop().create_server(Talk, "127.0.0.1", port)
    print("ready", flush=True)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), *sys.argv[2:3]))
