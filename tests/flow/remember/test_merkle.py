"""Roots and proofs against the vectors of Certificate Transparency, the RFC's own definition, and any change."""

import hashlib
from collections.abc import Callable, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.flow.remember.merkle import (
    EMPTY,
    HASH,
    TILE,
    Frontier,
    consistency,
    from_tiles,
    inclusion,
    leaf_hash,
    node_hash,
    perfect_root,
    root,
    verify_consistency,
    verify_inclusion,
)
from comity.terms.errors import ComityError

# The leaves and roots that implementations of Certificate Transparency are tested with.
CT_LEAVES = [
    bytes.fromhex(leaf)
    for leaf in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
CT_ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
LEAVES = [leaf_hash(b"%d" % number) for number in range(700)]


def definition(leaves: Sequence[bytes]) -> bytes:
    """MTH of RFC 6962, section 2.1, as it is written there, over leaf hashes."""
    if len(leaves) == 1:
        return leaves[0]
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    left, right = definition(leaves[:k]), definition(leaves[k:])
    return hashlib.sha256(b"\x01" + left + right).digest()


def in_memory(leaves: Sequence[bytes]) -> Callable[[int, int], bytes]:
    return lambda level, index: definition(leaves[index << level : (index + 1) << level])


def frontier(leaves: Sequence[bytes]) -> Frontier:
    grown = Frontier()
    for leaf in leaves:
        grown.add(leaf)
    return grown


@pytest.mark.parametrize("size", range(1, 9))
def test_the_roots_of_certificate_transparency(size: int) -> None:
    leaves = [leaf_hash(leaf) for leaf in CT_LEAVES[:size]]
    assert root(size, in_memory(leaves)).hex() == CT_ROOTS[size - 1]
    assert frontier(leaves).root().hex() == CT_ROOTS[size - 1]


def test_the_root_of_nothing_is_the_hash_of_nothing() -> None:
    assert EMPTY.hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert root(0, in_memory([])) == Frontier().root() == EMPTY


def test_the_proofs_of_certificate_transparency() -> None:
    read = in_memory([leaf_hash(leaf) for leaf in CT_LEAVES])
    assert [step.hex() for step in inclusion(0, 8, read)] == [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ]
    assert [step.hex() for step in consistency(6, 8, read)] == [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ]


@pytest.mark.parametrize("size", range(1, 131))
def test_every_entry_of_every_size_is_proved(size: int) -> None:
    leaves = LEAVES[:size]
    read, top = in_memory(leaves), definition(leaves)
    for index in range(size):
        assert verify_inclusion(leaves[index], index, size, inclusion(index, size, read), top)


@pytest.mark.parametrize("size", range(1, 131))
def test_every_size_grew_from_every_smaller_one(size: int) -> None:
    read, top = in_memory(LEAVES[:size]), definition(LEAVES[:size])
    for old in range(size + 1):
        start = definition(LEAVES[:old]) if old else EMPTY
        assert verify_consistency(old, size, start, top, consistency(old, size, read))


@st.composite
def altered(draw: st.DrawFn, proof: list[bytes]) -> list[bytes]:
    """The proof with a bit turned, a step taken out, put in twice, put in from nowhere, or two steps swapped."""
    places = st.integers(0, len(proof) - 1)
    how = draw(st.sampled_from(("bit", "less", "twice", "more", "swap") if proof else ("more",)))
    if how == "more":
        place = draw(st.integers(0, len(proof)))
        return [*proof[:place], draw(st.binary(min_size=HASH, max_size=HASH)), *proof[place:]]
    place = draw(places)
    if how == "bit":
        step = bytearray(proof[place])
        step[draw(st.integers(0, HASH - 1))] ^= 1 << draw(st.integers(0, 7))
        return [*proof[:place], bytes(step), *proof[place + 1 :]]
    if how == "swap":
        other = draw(places)
        swapped = list(proof)
        swapped[place], swapped[other] = swapped[other], swapped[place]
        return swapped
    return proof[:place] + proof[place + 1 :] if how == "less" else [*proof[: place + 1], *proof[place:]]


@given(st.data())
def test_no_altered_proof_holds(data: st.DataObject) -> None:
    size = data.draw(st.integers(1, 300))
    index = data.draw(st.integers(0, size - 1))
    read, top = in_memory(LEAVES[:size]), definition(LEAVES[:size])
    proof = inclusion(index, size, read)
    wrong = data.draw(altered(proof))
    assert verify_inclusion(LEAVES[index], index, size, wrong, top) == (wrong == proof)
    old = data.draw(st.integers(1, size))
    grown = consistency(old, size, read)
    wrong = data.draw(altered(grown))
    assert verify_consistency(old, size, definition(LEAVES[:old]), top, wrong) == (wrong == grown)


@given(st.data())
def test_no_proof_holds_for_another_entry_place_or_tree(data: st.DataObject) -> None:
    size = data.draw(st.integers(2, 300))
    index, other = data.draw(st.lists(st.integers(0, size - 1), min_size=2, max_size=2, unique=True))
    read, top = in_memory(LEAVES[:size]), definition(LEAVES[:size])
    proof = inclusion(index, size, read)
    assert not verify_inclusion(LEAVES[other], index, size, proof, top)
    assert not verify_inclusion(LEAVES[index], other, size, proof, top)
    assert not verify_inclusion(LEAVES[index], index, size, proof, definition(LEAVES[: size + 1]))
    old = data.draw(st.integers(1, size - 1))
    grown = consistency(old, size, read)
    assert not verify_consistency(old, size, definition(LEAVES[1 : old + 1]), top, grown)
    assert not verify_consistency(old, size, definition(LEAVES[:old]), definition(LEAVES[1 : size + 1]), grown)


def test_what_no_proof_can_be_of_is_refused_or_false() -> None:
    read = in_memory(LEAVES[:5])
    for index in (-1, 5):
        with pytest.raises(ComityError) as caught:
            inclusion(index, 5, read)
        assert caught.value.code == "record.no_such_entry"
    for old in (-1, 6):
        with pytest.raises(ComityError) as caught:
            consistency(old, 5, read)
        assert caught.value.code == "record.no_such_size"
    top = definition(LEAVES[:5])
    assert not verify_inclusion(LEAVES[0], 0, 0, [], top)
    assert not verify_inclusion(LEAVES[0], -1, 5, [], top)
    assert not verify_inclusion(LEAVES[0], 0, 1, [top] * 1000, top)
    assert not verify_inclusion(b"short", 0, 1, [], b"short")
    assert not verify_consistency(6, 5, top, top, [])
    assert not verify_consistency(0, 5, top, top, [])
    assert not verify_consistency(0, 0, EMPTY, top, [])
    assert verify_consistency(0, 0, EMPTY, EMPTY, [])
    assert not verify_consistency(3, 5, top, top, [])


def tiled(leaves: Sequence[bytes]) -> dict[tuple[int, int], bytes]:
    """Every tile there is over these leaves, the one at the right edge of each level partial."""
    tiles, level, hashes = {}, 0, list(leaves)
    while hashes:
        for start in range(0, len(hashes), TILE):
            tiles[level, start // TILE] = b"".join(hashes[start : start + TILE])
        full = len(hashes) - len(hashes) % TILE
        hashes = [perfect_root(hashes[start : start + TILE]) for start in range(0, full, TILE)]
        level += 1
    return tiles


@pytest.mark.parametrize("size", [1, 2, 255, 256, 257, 511, 512, 513, 700])
def test_tiles_give_the_same_roots_and_proofs(size: int) -> None:
    tiles = tiled(LEAVES[:size])
    read, plain = from_tiles(lambda level, index: tiles[level, index], size), in_memory(LEAVES[:size])
    assert root(size, read) == definition(LEAVES[:size])
    for index in {0, size // 2, size - 1}:
        assert inclusion(index, size, read) == inclusion(index, size, plain)
    for old in {1, size // 3 + 1, size}:
        assert consistency(old, size, read) == consistency(old, size, plain)


def test_tiles_three_levels_high() -> None:
    leaves = [leaf_hash(b"%d" % number) for number in range(TILE * TILE + 300)]
    tiles = tiled(leaves)
    asked: list[tuple[int, int]] = []

    def tile(level: int, index: int) -> bytes:
        asked.append((level, index))
        return tiles[level, index]

    size, index = len(leaves), 12345
    top = frontier(leaves).root()
    read = from_tiles(tile, size)
    proof = inclusion(index, size, read)
    assert verify_inclusion(leaves[index], index, size, proof, top)
    assert len(asked) == len(set(asked)) <= 6
    assert root(size, read) == top


def test_a_tile_that_lacks_a_hash_is_named() -> None:
    read = from_tiles(lambda level, index: b"", 10)
    for level, index in ((0, 3), (0, 10), (4, 0)):
        with pytest.raises(ComityError) as caught:
            read(level, index)
        assert caught.value.code == "record.hash_missing"


@given(st.integers(0, 300), st.integers(0, 300))
def test_a_frontier_can_be_put_down_and_taken_up(first: int, more: int) -> None:
    begun = frontier(LEAVES[:first])
    later = Frontier(begun.size, begun.peaks)
    for leaf in LEAVES[first : first + more]:
        later.add(leaf)
    assert later.root() == frontier(LEAVES[: first + more]).root()
    assert begun.size == first and len(later.peaks) <= 10


def test_a_frontier_needs_the_hashes_of_its_size() -> None:
    with pytest.raises(ComityError) as caught:
        Frontier(3, [EMPTY])
    assert caught.value.code == "record.hash_missing"


def test_hashes_are_told_apart_by_where_they_stand() -> None:
    assert leaf_hash(b"ab") != node_hash(b"a", b"b")
