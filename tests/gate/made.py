"""Tables as the gate takes them."""

from __future__ import annotations

import pandas as pd

NOTHING = pd.DataFrame({"text": [], "origin": []}, dtype=str)
WITHHELD = pd.DataFrame(
    [
        ("checks", "u1", "2018-02", 3.0, False, "宫颈癌检查人数", "清溪镇卫生院|清溪院"),
        ("checks", "u1", "2018-10", 15.0, True, "宫颈癌检查人数", "清溪镇卫生院|清溪院"),
        ("deaths", "c1", "2018Q1", 2.679, True, "婴儿死亡率", "岚江县"),
    ],
    columns=["indicator_id", "entity_id", "period", "value", "is_newest", "indicator", "entities"],
)
