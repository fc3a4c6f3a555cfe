"""SentencePiece's precompiled character map from a dict: for tests and tables.

A double array as Darts-clone writes it: the unit of a node at `p` holds the label of
the byte that leads to it, whether a value hangs below it, and p xor the base of its
children; child c is at base xor c, a value at base xor 0 with bit 31 set.
"""

import struct


def _trie(keys: dict[bytes, int]) -> dict:
    root: dict = {}
    for key, value in keys.items():
        node = root
        for byte in key:
            node = node.setdefault(byte, {})
        node["value"] = value
    return root


def precompiled(mapping: dict[str, str]) -> bytes:
    """The bytes of `precompiled_charsmap`."""
    values = bytearray()
    keys = {}
    for source, target in mapping.items():
        keys[source.encode()] = len(values)
        values += target.encode() + b"\0"
    units: dict[int, int] = {0: 0}
    lowest = 1

    def place(children: list[int]) -> int:
        nonlocal lowest
        while lowest in units:
            lowest += 1
        slot = lowest
        while True:  # the first base with all its children's places free
            base = slot ^ children[0]
            if base and all(base ^ c not in units for c in children):
                return base
            slot += 1

    queue = [(0, 0, _trie(keys))]
    while queue:
        at, label, node = queue.pop(0)
        children = sorted(c for c in node if c != "value")
        has_value = "value" in node
        base = place(([0] if has_value else []) + children)
        offset = at ^ base
        if offset >= 1 << 21:
            raise ValueError("too many keys")
        units[at] = offset << 10 | has_value << 8 | label
        if has_value:
            units[base] = 1 << 31 | node["value"]
        for c in children:
            units[base ^ c] = 0  # taken
            queue.append((base ^ c, c, node[c]))
    size = (max(units) | 255) + 1
    trie = struct.pack(f"<{size}I", *(units.get(i, 0) for i in range(size)))
    return struct.pack("<I", len(trie)) + trie + bytes(values)
