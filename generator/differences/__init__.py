"""Why verdicts are others than on an earlier day: inputs are exchanged one class at a time.

Two states of one site are joined by a path. Each step exchanges one class of inputs for those of
the later state, and everything is judged anew; a change belongs to the step at which it happened,
so that every change has its reason. The steps, in this order:

0. Before: the earlier tables, cut to what was known on the earlier day, judged on that day.
1. The later day is shown, and what was reported of periods that had not ended on the earlier day,
   or whose reports were not due then, is put in. A verdict on another figure than before changed
   for a **new period**; one on the same figure because **time passed**: a report fell due, a
   window opened or closed.
2. **Revised figure**: all versions of, and reviews of, the figures of an indicator, entity and
   period that had one on the earlier day; corrected, taken back, verified or rejected.
3. **Late arrival**: what was first reported of periods whose reports had been due.
4. **Target amended**: all other tables: targets, plans, stages, schedules, comparators, indicators,
   units and counties; with reports of units and indicators that were not known before. Targets and
   entities come and go at this step.
5. **Rule changed**: the tolerance of the settings, and in public how settled a figure must be and
   how long after its period it is released.
6. **Withheld** now or before: in the public edition, from what was judged to what its readers see.
   All its states are judged on what was released only.

What was published of the earlier state can differ from what today's program makes of the same
inputs: an older program judged them. The older program is not at hand, so that this cannot wait
for step 5; it is the edge that leads from what was published to step 0, and its reason is **rule
changed** too, as it is for the edge from the last step to what was published of the later state.
In the public edition a verdict that is on one side of such an edge only was **withheld**. So the
path begins and ends with what readers saw, and nothing that changed falls between two steps.
"""

from generator.differences.comparing import COLUMNS, Stage, compared
from generator.differences.reading_off import read_off
from generator.differences.steps import State, Step, changed_ids, steps

__all__ = [
    "COLUMNS",
    "Stage",
    "State",
    "Step",
    "changed_ids",
    "compared",
    "read_off",
    "steps",
]
