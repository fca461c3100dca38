"""For every small figure, moves that leave each of its values possible, at a small price."""

from __future__ import annotations

from dataclasses import dataclass, field

from generator.suppression.moves import Aim, Move, find_move, fit
from generator.suppression.net import BELOW, OPEN, PLAIN, Net
from generator.suppression.persons import move_persons

TRIES = ((120, 1), (600, 2), (0, 1))
"""Incomplete moves looked at before a search gives up, and how wide it looks: at first, and where
nothing was found; 0: moves of single persons."""


FREE_TRIES, AGAIN_TRIES = 40, 60
"""Incomplete moves looked at for a way that withholds nothing more, value by value."""


@dataclass(slots=True)
class Protection:
    """What is withheld so far, and the moves that show why it is enough."""

    net: Net
    moves: dict[int, tuple[Move, ...]] = field(default_factory=dict)
    """By small figure, what leaves each of its values possible."""
    uses: dict[int, int] = field(default_factory=dict)
    """How many moves need a figure to be withheld that is not small itself."""
    eases: dict[int, int] = field(default_factory=dict)
    """How many moves need a small figure's mark to say less."""
    exposed: list[int] = field(default_factory=list)
    """Small figures for which nothing was found."""

    def accept(self, cell: int, moves: tuple[Move, ...]) -> None:
        """Withhold what some moves of a figure need."""
        self.moves[cell] = moves
        for move in moves:
            self.take(move)

    def take(self, move: Move) -> None:
        """Withhold what one move needs."""
        net = self.net
        for cell, _ in move.amounts:
            if net.state[cell] == OPEN:
                net.state[cell] = PLAIN
                net.hold(cell)
                self.uses[cell] = 1
            elif cell in self.uses:
                self.uses[cell] += 1
        for cell in move.eased:
            net.state[cell] = PLAIN
            self.eases[cell] = self.eases.get(cell, 0) + 1

    def drop(self, cell: int) -> tuple[Move, ...]:
        """Show again what only the moves of this figure needed; gives these moves."""
        moves = self.moves.pop(cell)
        for move in moves:
            self.leave(move)
        return moves

    def leave(self, move: Move) -> None:
        """Show again what only this move needed."""
        net = self.net
        for cell, _ in move.amounts:
            if cell in self.uses:
                self.uses[cell] -= 1
                if not self.uses[cell]:
                    del self.uses[cell]
                    net.state[cell] = OPEN
                    net.release(cell)
        for cell in move.eased:
            self.eases[cell] -= 1
            if not self.eases[cell]:
                del self.eases[cell]
                net.state[cell] = BELOW

    def price(self, moves: tuple[Move, ...]) -> float:
        """Say what accepting moves again would cost."""
        net = self.net
        opened = {cell for move in moves for cell, _ in move.amounts if net.state[cell] == OPEN}
        eased = {cell for move in moves for cell in move.eased if net.state[cell] == BELOW}
        return sum(net.cost[cell] for cell in sorted(opened)) + len(eased)


def protect(net: Net) -> Protection:
    """Withhold what must go with the small figures of a net, and then less where less will do.

    Totals come first, because they have the fewest ways out. Each figure takes the cheapest move
    found; once all have theirs, each looks again, in the opposite order, at what the others have
    withheld meanwhile.
    """
    found = Protection(net)
    small = sorted(net.small, key=lambda cell: (-net.cost[cell], cell))
    for cell in small:
        if cell not in found.moves:
            _protect_one(found, cell)
    for cell in reversed(small):
        if cell in found.moves and any(move.price for move in found.moves[cell]):
            _look_again(found, cell)
    return found


def _protect_one(found: Protection, cell: int) -> None:
    moves = _moves_of(found, cell)
    if moves is None:
        found.exposed.append(cell)
        return
    found.accept(cell, moves)
    if len(moves) == 1:
        _share(found, cell, moves[0])


def _look_again(found: Protection, cell: int) -> None:
    """Take a cheaper way if there is one by now."""
    old = found.drop(cell)
    low, high = found.net.steps(cell)
    most = found.price(old)
    new: tuple[Move, ...] | None = None
    if most:
        move = find_move(found.net, Aim(cell, low, high), limit=AGAIN_TRIES, below=most)
        new = (move,) if move is not None else None
        if move is None or move.price:
            new = _one_by_one(found, cell, FREE_TRIES, 1, only_held=True) or new
    found.accept(cell, new or old)


def _moves_of(found: Protection, cell: int) -> tuple[Move, ...] | None:
    """Search moves that leave every value of a small figure possible."""
    net = found.net
    low, high = net.steps(cell)
    for tries, wide in TRIES:
        move = find_move(net, Aim(cell, low, high), limit=tries, wide=wide)
        if move is not None:
            free = _one_by_one(found, cell, FREE_TRIES, 1, only_held=True) if move.price else None
            return free or (move,)
        moves = _one_by_one(found, cell, tries, wide)
        if moves is not None:
            return moves
    return None


def _one_by_one(
    found: Protection, cell: int, tries: int, wide: int, *, only_held: bool = False
) -> tuple[Move, ...] | None:
    """Search a move for each value by itself; later ones use what earlier ones withhold."""
    low, high = found.net.steps(cell)
    taken: list[Move] = []
    complete = True
    for step in [*range(low, 0), *range(high, 0, -1)]:
        aim = Aim(cell, min(step, 0), max(step, 0), whole=True)
        if tries:
            move = find_move(found.net, aim, limit=tries, wide=wide, only_held=only_held)
        else:
            move = move_persons(found.net, aim)
        if move is None:
            complete = False
            break
        found.take(move)
        taken.append(move)
    for move in taken:
        found.leave(move)
    return tuple(taken) if complete else None


def _share(found: Protection, cell: int, move: Move) -> None:
    """Let other small figures of a move of steps use it too, where it serves all their values."""
    net = found.net
    for other, amount in move.amounts:
        if other == cell or other in found.moves or other not in net.small or abs(amount) > 1:
            continue
        low, high = net.steps(other)
        fits = {
            at: fit(net, at, low * step * amount, high * step * amount)
            for at, step in move.amounts
            if at != other
        }
        eased = tuple(at for at, needed in fits.items() if needed)
        if None in fits.values() or any(net.state[at] == BELOW for at in eased):
            continue
        # The figure that led the search has its own mark, which it must not leave now either.
        found.accept(other, (Move(move.amounts, eased, 0.0),))
