"""The designs of pose maps that are compared; the product draws the first one."""

from __future__ import annotations

from .colour_rules import RULES
from .designs import Design

SPREAD, FAR = "rest, spread", "far to near"
BLIND = Design("together", "spread, far to near", rule=SPREAD, order=FAR)
SECOND = Design("together", "version 2", version=2)
SHIPPED = Design("shipped", "version 1, all joints")
DESIGNS = (
    SHIPPED,
    Design("radius", "1.5 px", radius=1.5),
    Design("radius", "2 px", radius=2.0),
    Design("radius", "3.5 px", radius=3.5),
    Design("radius", "2.5 px, grows as the picture", growth=1.0),
    Design("radius", "2.5 px at every size", growth=0.0),
    Design("line", "none", line=0.0),
    Design("line", "2.5 px", line=2.5),
    *(Design("colours", rule, rule=rule) for rule in RULES if rule != "rest"),
    Design("order", "breadth first", order="breadth first"),
    Design("order", "far to near", order=FAR),
    Design("order", "near to far", order="near to far"),
    Design("tails", "as imported", tails="box"),
    Design("tails", "none", tails="none"),
    Design("joints", "at most 32", max_joints=32),
    Design("joints", "at most 66", max_joints=66),
    Design("joints", "at most 100", max_joints=100),
    BLIND,
    SECOND,
    Design("together", "the same, no line", rule=SPREAD, order=FAR, line=0.0),
    Design("together", "the same, 2 px", rule=SPREAD, order=FAR, radius=2.0),
)
# `--only versions`: what version 2 gains, and how much of that by being read as drawn.
VERSIONS = (
    SHIPPED,
    BLIND,
    SECOND,
    Design("joints", "at most 32", max_joints=32),
    Design("joints", "at most 32, version 2", max_joints=32, version=2),
)
