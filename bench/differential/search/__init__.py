"""Random searches: a table, a grid file for the product, and the same search in terms of `reference`. gen(seed) always gives the same one."""

import numpy as np

from . import growth
from .measures import draw_file, draw_metrics, draw_shape
from .model import draw_model
from .names import FOCI, Case
from .pipeline import draw_pipeline
from .splitting import draw_splitter
from .table import draw_table, draw_weights


class Draw:
    """What the stages hand on."""


def gen(seed, focus=None, grow=None):
    """`focus`: the estimator that the search is about; `grow`: a name of growth.GROWTHS, or "none". Both are drawn where they are not given."""
    d = Draw()
    d.rng, d.c = np.random.RandomState(seed), Case()
    d.own = np.random.RandomState(seed + 2**20)  # what a growth draws leaves the rest of the seed as it was
    d.grow = growth.draw(d.own) if grow is None and focus is None else grow if grow != "none" else None
    c = d.c
    c.seed, c.grow, c.idle = seed, d.grow, []
    c.focus = d.f = focus or growth.focus_of(d.grow, d.own) or FOCI[seed % len(FOCI)]
    for stage, draw in (
        ("table", draw_table),
        ("weights", draw_weights),
        ("splitter", draw_splitter),
        ("pipeline", draw_pipeline),
        ("model", draw_model),
        ("metrics", draw_metrics),
        ("shape", draw_shape),
    ):
        draw(d)
        growth.change(stage, d)
    draw_file(d)
    return c
