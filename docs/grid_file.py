"""Prints a grid file of a GridSearchCV of scikit-learn: print(grid_file(search, target="y"))"""

import inspect
import json
import math

from sklearn.compose import ColumnTransformer
from sklearn.pipeline import Pipeline


def plain(value):
    if hasattr(value, "get_params"):
        return step(value)
    value = value.tolist() if hasattr(value, "tolist") else getattr(value, "__name__", value)
    if isinstance(value, float) and not math.isfinite(value):
        return "nan" if math.isnan(value) else "inf"
    if isinstance(value, dict):
        return {str(key): plain(one) for key, one in value.items()}
    return [plain(one) for one in value] if isinstance(value, (list, tuple)) else value


def named(thing, values):
    """A class with the params that are not its defaults."""
    signature = inspect.signature(type(thing)).parameters
    return {type(thing).__name__: {k: plain(v) for k, v in values.items() if k in signature and repr(v) != repr(signature[k].default)}}


def step(thing):
    if isinstance(thing, ColumnTransformer):
        branches = [{name: {"columns": plain(columns), "steps": steps(what)}} for name, what, columns in thing.transformers if what != "drop"]
        return {"union": branches}
    return thing if isinstance(thing, str) or thing is None else named(thing, thing.get_params(deep=False))


def steps(thing):
    if thing == "passthrough":
        return []
    return [{name: step(one)} for name, one in thing.steps] if isinstance(thing, Pipeline) else [step(thing)]


def grid_file(search, target, **data):
    bare = not isinstance(search.estimator, Pipeline)
    grids = search.param_grid if isinstance(search.param_grid, list) else [search.param_grid]
    cv = search.cv if isinstance(search.cv, int) or search.cv is None else named(search.cv, vars(search.cv))
    given = {"scoring": plain(search.scoring), "cv": cv, "refit": search.refit}
    return json.dumps(
        {
            "data": {"target": target, **data},
            "pipeline": [{"model": step(search.estimator)}] if bare else steps(search.estimator),
            "param_grid": [{f"model__{k}" if bare else k: plain(list(v)) for k, v in grid.items()} for grid in grids],
            **{key: value for key, value in given.items() if value not in (None, True)},
        },
        indent=1,
    )
