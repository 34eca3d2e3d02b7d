"""Cells that take over the socket to the grader, and what they could say there."""

from __future__ import annotations

# Finds the socket to the grader and takes it over; `answer(kind, number, rest)` gives the messages to send.
TAKE_OVER = """
import os, signal, socket, struct, sys
import msgpack, numpy as np

BIG = "x" * 10**6
for fd in range(3, 64):
    try:
        channel = socket.socket(fileno=os.dup(fd))
        break
    except OSError:
        pass

def say(*messages):
    for message in messages:
        data = message if isinstance(message, bytes) else msgpack.packb(message, use_bin_type=True)
        channel.sendall(data if isinstance(message, bytes) else struct.pack(">Q", len(data)) + data)

def hear():
    data = b""
    size = 8
    while len(data) < size:
        part = channel.recv(size - len(data))
        if not part:
            os._exit(0)
        data += part
        if len(data) == 8 and size == 8:
            size += struct.unpack(">Q", data)[0]
    return msgpack.unpackb(data[8:], strict_map_key=False)

def array(number, values):
    values = np.asarray(values)
    return ["a", number, values.dtype.str, list(values.shape), True, values.tobytes()]

def handle(number=1):
    return ["h", number, "function", False]

N = 1  # the number of the request that runs this cell, the notebook's first

def evil(answer):
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGALRM])
    say(["done", N, True, []])
    while True:
        kind, number, *rest = hear()
        if kind == "branch":
            _, fds, _, _ = socket.recv_fds(channel, 1, 1)
            if os.fork() == 0:
                os.dup2(fds[0], channel.fileno())
            else:
                say(["branched", number])
        elif kind == "cell":
            say(["done", number, True, []])
        else:
            say(*answer(kind, number, rest))
"""


def takes_over(answer):
    """A cell after which every request is answered by ``answer``."""
    return TAKE_OVER + answer + "\nevil(answer)"


ALWAYS = """
def answer(kind, number, rest):
    if kind == "names":
        return [["names", number, [["f", {names}]], []]]
    return [{call}]
"""


CALLS = {
    "nothing": "",
    "the right kind and no more": '["return"]',
    "too few fields": '["return", number, []]',
    "too many fields": '["return", number, [], 2, [], 2]',
    "another number": '["return", number + 1, [], 2, []]',
    "a number that is none": '["return", [number], [], 2, []]',
    "another kind": '["done", number, True, []]',
    "a kind of its own": '["passed", number, 1.0]',
    "a map": '{"kind": "return"}',
    "text": '"return"',
    "an empty message": "[]",
    "not msgpack": 'struct.pack(">Q", 3) + b"\\xc1\\xc1\\xc1"',
    "a length and no message": 'struct.pack(">Q", 1000)',
    "half a length": 'b"\\0\\0"',
    "an endless message": 'struct.pack(">Q", 2**62)',
    "a deep value": '["return", number, [], eval("[\'t\', [" * 90 + "]]" * 90), []]',
    "a deeper message": 'struct.pack(">Q", 10**5) + b"\\x91" * 10**5',
    "a value of many parts": '["return", number, [], ["t", [0] * 600_000], []]',
    "millions of lists": 'struct.pack(">QBI", 5 + 5 * 10**6, 0xDD, 5 * 10**6) + b"\\x90" * 5 * 10**6',
    "a handle without a number": '["return", number, [], ["h"], []]',
    "a handle of nonsense": '["return", number, [], ["h", "x", 5, []], []]',
    "a handle with a terrible name": '["return", number, [], ["h", 1, "__class__\\n\\0" * 10**5, True], []]',
    "a function it was never given": '["return", number, [], ["k", 0], []]',
    "the last function given": '["return", number, [], ["k", -1], []]',
    "a handle of the grader's": '["return", number, [], ["o", 0], []]',
    "an argument that was not there": '["return", number, [], ["=", 99], []]',
    "an array of objects": '["return", number, [], ["a", 0, "|O8", [1], True, bytes(8)], []]',
    "an array too short": '["return", number, [], ["a", 0, "<f8", [10**9], True, bytes(8)], []]',
    "a generator that reads memory": '["return", number, [], ["g", 0, "MT19937", ["d", 1, []]], []]',
    "an endless range": '["return", number, [], ["r", 0, 2**62, 1], []]',
    "changes that are none": '["return", number, 5, 2, []]',
    "changes of nonsense": '["return", number, [5, "x", None], 2, []]',
    "changes of what was not passed": '["return", number, [["l", 0, [1]], ["l", 7, [1]]], 2, []]',
    "outputs that are none": '["return", number, [], 3, 5]',
    "outputs of nonsense": '["return", number, [], 3, [5, {"output_type": 5}, {"output_type": "stream", "text": b""}]]',
    "an error without a description": '["raise", number, [], None, []]',
    "an error of nonsense": '["raise", number, [], {"types": 5, "message": 5, "frames": [[5, [], {}], 5]}, []]',
    "an error of the grader's": '["raise", number, [], {"types": ["JailStopped", "SystemExit"], "message": ""}, []]',
    "endless text": '["raise", number, [], {"types": [BIG] * 99, "message": BIG, "frames": [[BIG, 1, BIG]] * 99}, []]',
    "a call of nothing": '["callback", 0, [], []]',
    "a call of the last": '["callback", -1, [1], []]',
    "a call of nonsense": '["callback", "x", 5, None]',
    "a short call": '["callback"]',
    "calls without end": '*[["callback", 0, [], []]] * 1000, ["return", number, [], 3, []]',
    "a reply": '["reply", True, [], 2]',
    "outputs only": '["output", number, "1.0"]',
}  # fmt: skip


NAMES = [
    "5",
    "None",
    "['x']",
    "handle(-1)",
    "['k', 0]",
    "['=', 0]",
    "array(0, [2.0])",
    "b'f'",
    "2",
    "['h', 1, 'type', True]",
]
