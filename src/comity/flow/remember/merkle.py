"""The Merkle tree over the record: roots, proofs that an entry is in it, proofs that a later one only adds to it.

Hashing is that of RFC 6962, section 2.1; the proofs are those of RFC 9162, sections 2.1.3 and 2.1.4; hashes are kept in
tiles as C2SP tlog-tiles lays them out. A tree is read through `read(level, index)`, the hash of the full subtree of
2**level leaves that starts at leaf index * 2**level, so that it does not matter where hashes are kept.
"""

import hashlib
from collections.abc import Callable, Iterable, Sequence

from comity.terms.errors import ComityError

Read = Callable[[int, int], bytes]
Tile = Callable[[int, int], bytes]

HASH = 32
TILE = 256
"""Hashes in a full tile, which is eight levels of the tree high."""

HEIGHT = 8
EMPTY = hashlib.sha256().digest()
"""The root of a tree without leaves."""

_LONGEST_PROOF = 64
_sha256 = hashlib.sha256


def leaf_hash(data: bytes) -> bytes:
    """The hash of a leaf (32 bytes)."""
    return _sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of a node above two others (32 bytes)."""
    return _sha256(b"\x01" + left + right).digest()


def perfect_root(hashes: Sequence[bytes]) -> bytes:
    """The root over 2**n hashes of one level, such as those of a full tile, which is a hash of the tile above it."""
    level = hashes
    while len(level) > 1:
        level = [node_hash(left, right) for left, right in zip(level[::2], level[1::2], strict=True)]
    return level[0]


def root_of(hashes: Sequence[bytes]) -> bytes:
    """The root over leaf hashes, or over the roots of subtrees of one size of which only the last may be smaller."""
    grown = Frontier()
    for one in hashes:
        grown.add(one)
    return grown.root()


def root(size: int, read: Read) -> bytes:
    """The root of the tree over the first `size` leaves."""
    return _range(0, size, read) if size else EMPTY


def inclusion(index: int, size: int, read: Read) -> list[bytes]:
    """The proof that the leaf `index` is in the tree of `size` leaves, from the leaf up.

    Error: `record.no_such_entry`.
    """
    if not 0 <= index < size:
        raise ComityError("record.no_such_entry", seq=index, size=size)
    start, end, proof = 0, size, []
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            proof.append(_range(middle, end, read))
            end = middle
        else:
            proof.append(_range(start, middle, read))
            start = middle
    return proof[::-1]


def consistency(old: int, new: int, read: Read) -> list[bytes]:
    """The proof that the tree of `new` leaves begins with that of `old` leaves; empty where `old` is 0 or `new`.

    Error: `record.no_such_size`.
    """
    if not 0 <= old <= new:
        raise ComityError("record.no_such_size", found=old, size=new)
    if old == 0:
        return []
    start, end, proof, known = 0, new, [], True
    while old < end:
        middle = start + _split(end - start)
        if old <= middle:
            proof.append(_range(middle, end, read))
            end = middle
        else:
            proof.append(_range(start, middle, read))
            start, known = middle, False
    # Where the way down never turned right, what is left is the old root, which the verifier has.
    return [*([] if known else [_range(start, end, read)]), *proof[::-1]]


def verify_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Whether `proof` shows that the leaf hash `leaf` stands at `index` in the tree of `size` leaves under `root`."""
    if not 0 <= index < size or not _sound(proof, leaf, root):
        return False
    place, last, found = index, size - 1, leaf
    for step in proof:
        if last == 0:
            return False
        if place & 1 or place == last:
            found = node_hash(step, found)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            found = node_hash(found, step)
        place, last = place >> 1, last >> 1
    return last == 0 and found == root


def verify_consistency(old_size: int, new_size: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]) -> bool:
    """Whether `proof` shows that the tree of `new_size` leaves under `new_root` begins with that of `old_size` leaves
    under `old_root`."""
    if not 0 <= old_size <= new_size or not _sound(proof, old_root, new_root):
        return False
    if old_size in (0, new_size):
        start = EMPTY if old_size == 0 else new_root
        return not proof and old_root == start and (new_size > 0 or new_root == EMPTY)
    steps = [old_root, *proof] if old_size & (old_size - 1) == 0 else list(proof)
    if not steps:
        return False
    place, last = old_size - 1, new_size - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    old = new = steps[0]
    for step in steps[1:]:
        if last == 0:
            return False
        if place & 1 or place == last:
            old, new = node_hash(step, old), node_hash(step, new)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            new = node_hash(new, step)
        place, last = place >> 1, last >> 1
    return last == 0 and old == old_root and new == new_root


def from_tiles(tile: Tile, size: int) -> Read:
    """A reader of the tree of `size` leaves whose hashes are kept in tiles.

    tile(tile_level, tile_index): the hashes of the tree's level 8 * tile_level from 256 * tile_index on, joined, up to
    256 of them; each tile is asked for once. Error, when reading: `record.hash_missing`.
    """
    kept: dict[tuple[int, int], bytes] = {}

    def read(level: int, index: int) -> bytes:
        if (index + 1) << level > size:
            raise ComityError("record.hash_missing", level=level, index=index)
        tile_level, within = divmod(level, HEIGHT)
        place, first = divmod(index << within, TILE)
        where = (tile_level, place)
        if where not in kept:
            kept[where] = tile(tile_level, place)
        end = (first + (1 << within)) * HASH
        if len(kept[where]) < end:
            raise ComityError("record.hash_missing", level=level, index=index)
        return perfect_root([kept[where][at : at + HASH] for at in range(first * HASH, end, HASH)])

    return read


class Frontier:
    """A tree that only grows, kept as the roots of its full subtrees (`peaks`, the largest first): a hash for each bit
    set in its size, however many leaves there are."""

    def __init__(self, size: int = 0, peaks: Iterable[bytes] = ()) -> None:
        self.size = size
        self.peaks = list(peaks)
        if len(self.peaks) != size.bit_count():
            raise ComityError("record.hash_missing", level=0, index=size)

    def add(self, leaf: bytes) -> None:
        """Put one more leaf hash behind the others."""
        rest = self.size
        while rest & 1:
            leaf = node_hash(self.peaks.pop(), leaf)
            rest >>= 1
        self.peaks.append(leaf)
        self.size += 1

    def root(self) -> bytes:
        """The root over all leaves so far."""
        return _joined(self.peaks) if self.peaks else EMPTY


def _split(size: int) -> int:
    """The largest power of two below `size` (2 or more)."""
    return 1 << (size - 1).bit_length() - 1


def _range(start: int, end: int, read: Read) -> bytes:
    """The root over the leaves from `start` to before `end`, where a subtree of the whole tree stands."""
    hashes = []
    while start < end:
        level = (end - start).bit_length() - 1
        hashes.append(read(level, start >> level))
        start += 1 << level
    return _joined(hashes)


def _joined(hashes: Sequence[bytes]) -> bytes:
    """One root over full subtrees that grow smaller from left to right."""
    found = hashes[-1]
    for left in hashes[-2::-1]:
        found = node_hash(left, found)
    return found


def _sound(proof: Sequence[bytes], *ends: bytes) -> bool:
    return len(proof) <= _LONGEST_PROOF and all(len(one) == HASH for one in (*proof, *ends))
