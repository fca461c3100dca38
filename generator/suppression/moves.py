"""Moves: other figures that readers must think possible, because every sum stays as it is.

A move changes some withheld figures so that each sum of the net still holds. If a small figure
can move to every value that its mark allows, and all that moves with it stays possible too,
nobody can tell its value. Searching the cheapest move is Cox's search for an alternating cycle in
a table of rows and columns, taken to any system of sums.

Source:
    L. H. Cox, "Network models for complementary cell suppression", Journal of the American
    Statistical Association 90 (1995) 1453–1462; the protection levels are those of M. Fischetti
    and J. J. Salazar-González, "Solving the cell suppression problem on tabular data with linear
    constraints", Management Science 47 (2001) 1008–1027; the pattern of two units by two months
    is the hypercube of D. Repsilber's and S. Giessing's method (A. Hundepool and others,
    "Handbook on Statistical Disclosure Control", chapter 4).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from heapq import heappop, heappush

from generator.suppression.net import BELOW, OPEN, Net

EASING = 1.0
"""What it costs to say of a small figure only that it is withheld, not that it is small."""

OPEN_TRIED, HELD_TRIED = 3, 6
"""How many open and withheld figures are tried for each sum that must be put right."""

LEFT_WRONG = 3.0
"""What a sum that is still wrong is thought to cost; about as much as a figure of 7."""

_Way = tuple[int, int, float, bool]
"""A figure that could move next: figure, amount, price, whether its mark must say less."""


@dataclass(frozen=True, slots=True)
class Move:
    """Figures that go up (1 or more) or down together; every sum stays as it is."""

    amounts: tuple[tuple[int, int], ...]
    """(figure, amount): in steps, or for a single aim in persons."""
    eased: tuple[int, ...]
    """Small figures among them that leave the range of their mark, which must say less."""
    price: float


@dataclass(frozen=True, slots=True)
class Aim:
    """How far a figure is to move: by every step from ``low`` to ``high``, or once by ``high``.

    ``whole``: a single move by ``low`` or ``high`` (the other is 0), which several figures may
    share among them; otherwise one move of steps must serve all values between.
    """

    cell: int
    low: int
    high: int
    whole: bool = False


@dataclass(slots=True)
class _Part:
    """A move that is not complete: sums that it leaves wrong, and by how much."""

    amounts: dict[int, int]
    wrong: dict[int, int]
    eased: tuple[int, ...]
    price: float


def find_move(
    net: Net,
    aim: Aim,
    *,
    limit: int,
    only_held: bool = False,
    wide: int = 1,
    below: float = math.inf,
) -> Move | None:
    """Search the cheapest move that meets an aim; best first, a limited number of tries.

    Args:
        limit: How many incomplete moves are looked at.
        wide: How many times as many figures as usual are tried for each sum.
        below: What the move must cost less than.
        only_held: Whether only what is withheld already may move.
    """
    first = aim.low + aim.high if aim.whole else 1
    empty = _Part({}, {}, (), 0.0)
    # Each sum left wrong costs something: counting it leads the search to what is nearly complete.
    heap: list[tuple[float, int, _Part, _Way]] = [(0.0, 0, empty, (aim.cell, first, 0.0, False))]
    counter = 0
    while heap and limit:
        limit -= 1
        _, _, shorter, way = heappop(heap)
        part = _with(net, shorter, way)
        if not part.wrong:
            return Move(tuple(part.amounts.items()), part.eased, part.price)
        wrong, n_wrong = part.wrong, len(part.wrong)
        for way in _continued(net, aim, part, wide, only_held=only_held):
            cell, amount, price, _ = way
            if part.price + price >= below:
                continue
            counter += 1
            left = n_wrong
            for number, sign in net.sums[cell]:
                before = wrong.get(number, 0)
                left += (before + sign * amount != 0) - (before != 0)
            heappush(heap, (part.price + price + LEFT_WRONG * left, counter, part, way))
    return None


def _continued(net: Net, aim: Aim, part: _Part, wide: int, *, only_held: bool) -> Iterable[_Way]:
    """Put one wrong sum right in several ways: the one with the fewest members, or fewest ways."""
    members = net.members
    if wide == 1:
        number = min(part.wrong, key=lambda at: (len(members[at]), at))
        return _ways(net, aim, part, number, wide, only_held=only_held)
    # Where a sum cannot be put right at all, nothing else need be tried.
    every = [
        (list(_ways(net, aim, part, number, wide, only_held=only_held)), number)
        for number in part.wrong
    ]
    return min(every, key=lambda each: (len(each[0]), each[1]))[0]


def _ways(
    net: Net, aim: Aim, part: _Part, number: int, wide: int, *, only_held: bool
) -> Iterator[_Way]:
    """Give figures that could put a sum right."""
    need = part.wrong[number]
    tried = 0
    for cell, sign in net.held.get(number, ()):
        moved = part.amounts.get(cell, 0)
        if moved and not _may_go_on(aim, cell, moved, -need * sign):
            continue
        for amount, is_eased in _amounts(net, aim, cell, -need * sign, moved):
            price = EASING if is_eased and net.state[cell] == BELOW else 0.0
            if price and only_held:
                continue
            yield cell, amount, price, is_eased
            tried += 1
        if tried >= HELD_TRIED * wide:
            break
    if only_held:
        return
    tried, state = 0, net.state
    for cell, sign in net.members[number]:
        if state[cell] != OPEN:
            continue
        moved = part.amounts.get(cell, 0)
        if moved and not _may_go_on(aim, cell, moved, -need * sign):
            continue
        price = 0.0 if moved else net.cost[cell]
        for amount, _ in _amounts(net, aim, cell, -need * sign, moved):
            yield cell, amount, price, False
            tried += 1
        if tried >= OPEN_TRIED * wide:
            break


def _may_go_on(aim: Aim, cell: int, moved: int, need: int) -> bool:
    """Say whether a figure that moves already may move further: never to and fro."""
    return aim.whole and cell != aim.cell and moved * need > 0


def _with(net: Net, part: _Part, way: _Way) -> _Part:
    """Let one more figure move."""
    cell, amount, price, is_eased = way
    wrong = dict(part.wrong)
    for number, sign in net.sums[cell]:
        left = wrong.get(number, 0) + sign * amount
        if left:
            wrong[number] = left
        else:
            del wrong[number]
    amounts = {**part.amounts, cell: part.amounts.get(cell, 0) + amount}
    if not amounts[cell]:
        del amounts[cell]
    eased = (*part.eased, cell) if is_eased and cell not in part.eased else part.eased
    return _Part(amounts, wrong, eased, part.price + price)


def _amounts(net: Net, aim: Aim, cell: int, need: int, moved: int) -> Iterator[tuple[int, bool]]:
    """Give by how much a figure can move towards a need, and whether its mark must say less."""
    if not aim.whole:
        amount = 1 if need > 0 else -1
        fits = fit(net, cell, aim.low * amount, aim.high * amount)
        if fits is not None:
            yield amount, fits
        return
    value = net.value[cell] + moved
    loose = need if need > 0 or net.value[cell] < 0 else -min(-need, value)
    if cell in net.marked:
        tight = min(need, net.threshold - 1 - value) if need > 0 else -min(-need, value - 1)
        if tight * need > 0:
            yield tight, False
        if tight == loose or cell in net.firm:
            return
    if loose:
        yield loose, cell in net.marked


def fit(net: Net, cell: int, one: int, other: int) -> bool | None:
    """Say whether a figure can go by all amounts between two.

    Returns:
        False when it can as it is, True when its mark must say less for it, None when it cannot.
    """
    low, high = (one, other) if one <= other else (other, one)
    value = net.value[cell]
    if cell in net.marked:
        if value + low >= 1 and value + high < net.threshold:
            return False
        return True if value + low >= 0 and cell not in net.firm else None
    return False if value + low >= 0 or value < 0 else None
