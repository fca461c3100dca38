"""The last resort: one person more or fewer somewhere below a figure, and all that follows.

Where the search for a cheap move finds none, a small total can still move by single persons: one
is taken from, or added to, a figure below it that is no total itself, and every total above that
figure moves along. Such moves fit every system of totals, but withhold whole columns of totals.
"""

from __future__ import annotations

from generator.suppression.moves import Aim, Move
from generator.suppression.net import BELOW, FIXED, OPEN, Net

LEAVES_TRIED, MOST_FOLLOWED = 40, 200


def move_persons(net: Net, aim: Aim) -> Move | None:
    """Let persons come or go, one after another, until an aim is met."""
    wanted = aim.low + aim.high
    step = 1 if wanted > 0 else -1
    amounts = dict[int, int]()
    for _ in range(abs(wanted)):
        for leaf in _leaves(net, aim.cell, step, amounts):
            longer = _with_person(net, leaf, step, amounts)
            if longer is not None and longer.get(aim.cell, 0) - amounts.get(aim.cell, 0) == step:
                amounts = longer
                break
        else:
            return None
    amounts = {cell: amount for cell, amount in amounts.items() if amount}
    eased = tuple(
        cell
        for cell, amount in amounts.items()
        if cell in net.marked
        and cell != aim.cell
        and not 1 <= net.value[cell] + amount < net.threshold
    )
    opened = sum(net.cost[cell] for cell in amounts if net.state[cell] == OPEN)
    return Move(
        tuple(amounts.items()), eased, opened + sum(net.state[cell] == BELOW for cell in eased)
    )


def _leaves(net: Net, cell: int, step: int, amounts: dict[int, int]) -> list[int]:
    """List figures below one that are no totals, those with the most room first."""
    found, seen, waiting = [], {cell}, [cell]
    while waiting:
        at = waiting.pop()
        parts = [
            part
            for number, sign in net.sums[at]
            if sign < 0 and not _has_hidden(net, number)
            for part, part_sign in net.members[number]
            if part_sign > 0
        ]
        if not parts:
            found.append(at)
        waiting += [part for part in parts if part not in seen]
        seen.update(parts)
    room = {leaf: net.value[leaf] + amounts.get(leaf, 0) for leaf in found}
    usable = [leaf for leaf in found if room[leaf] + step >= 0 and net.state[leaf] != FIXED]
    usable.sort(key=lambda leaf: (net.state[leaf] == OPEN, -room[leaf], leaf))
    return usable[:LEAVES_TRIED]


def _has_hidden(net: Net, number: int) -> bool:
    return any(member in net.hidden for member, _ in net.members[number])


def _with_person(net: Net, leaf: int, step: int, amounts: dict[int, int]) -> dict[int, int] | None:
    """Let one person come to or leave a figure, and every total above it; None if one cannot."""
    changed = {leaf: step}
    for _ in range(MOST_FOLLOWED):
        answer = _answer(net, leaf, changed, amounts)
        if answer is None:
            break
        changed[answer[0]] = answer[1]
    for cell, amount in changed.items():
        if not _may(net, cell, amounts, amount):
            return None
        for number, _ in net.sums[cell]:
            if sum(sign * changed.get(member, 0) for member, sign in net.members[number]):
                return None
    return {
        cell: amounts.get(cell, 0) + changed.get(cell, 0) for cell in sorted({*amounts, *changed})
    }


def _answer(
    net: Net, leaf: int, changed: dict[int, int], amounts: dict[int, int]
) -> tuple[int, int] | None:
    """Find what follows next: something not shown, else a total, and only then a part."""
    wrong = {}
    for cell in changed:
        for number, _ in net.sums[cell]:
            members = net.members[number]
            wrong[number] = sum(sign * changed.get(member, 0) for member, sign in members)
    for is_meant in (_is_hidden, _is_total, _is_part):
        for number, left in wrong.items():
            for member, sign in net.members[number] if left else ():
                # What is not shown may change again, once what it is computed from has.
                is_free = member not in changed or member in net.hidden
                after = changed.get(member, 0) - left * sign
                if (
                    is_meant(net, member, sign)
                    and is_free
                    and member != leaf
                    and _may(net, member, amounts, after)
                ):
                    return member, after
    return None


def _is_hidden(net: Net, member: int, sign: int) -> bool:
    return member in net.hidden


def _is_total(net: Net, member: int, sign: int) -> bool:
    return sign < 0


def _is_part(net: Net, member: int, sign: int) -> bool:
    return True


def _may(net: Net, cell: int, amounts: dict[int, int], amount: int) -> bool:
    after = net.value[cell] + amounts.get(cell, 0) + amount
    if cell in net.firm and not 1 <= after < net.threshold:
        return False
    return net.state[cell] != FIXED and (after >= 0 or net.value[cell] < 0)
