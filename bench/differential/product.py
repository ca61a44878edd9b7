"""The product: its command, run once for each search, and a Node process that applies the models it wrote."""

import csv
import json
import os
import subprocess

import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))


class Product:
    """`cli`: the words that start it, as `node PATH/bin/gridsearch.js`."""

    def __init__(self, cli, timeout=240):
        self.words, self.timeout, self.node = cli.split(), timeout, None

    def run(self, *words):
        return subprocess.run([*self.words, *words], capture_output=True, text=True, timeout=self.timeout)

    def apply(self, model, data, scoring):
        """The library's predictions and scores, and the manual's: see apply.mjs."""
        if self.node is None or self.node.poll() is not None:
            script = [self.words[0], os.path.join(HERE, "apply.mjs"), self.words[-1]]
            self.node = subprocess.Popen(script, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.node.stdin.write(json.dumps({"model": model, "data": data, "scoring": scoring}) + "\n")
        self.node.stdin.flush()
        line = self.node.stdout.readline()
        return json.loads(line) if line else {"error": "the process that applies models ended"}

    def end(self):
        if self.node is not None:
            self.node.stdin.close()
            self.node.wait()


def cell(value):
    if value is None:
        return ""
    if isinstance(value, (bool, np.bool_)):
        return "true" if value else "false"
    return repr(float(value)) if isinstance(value, (float, np.floating)) else str(value)


def write_csv(path, c, rows):
    header = (
        [name for name, _, _ in c.features]
        + (["w"] if c.weights is not None else [])
        + (["grp"] if c.groups is not None else [])
        + (["fold"] if c.fold is not None else [])
        + ["y"]
    )
    with open(path, "w", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(header)
        for i in rows:
            row = [cell(values[i]) for _, _, values in c.features]
            if c.weights is not None:
                row.append(cell(float(c.weights[i])))
            if c.groups is not None:
                row.append(str(c.groups[i]) if i < c.n else str(c.groups[0]))
            if c.fold is not None:
                row.append(str(c.fold[i]) if i < c.n else "0")
            out.writerow([*row, cell(c.target[i])])


def write_grid(folder, grid):
    """JSON; YAML where a number is infinite."""
    text = json.dumps(grid)
    path = os.path.join(folder, "grid.yaml" if "Infinity" in text else "grid.json")
    with open(path, "w") as file:
        file.write(text.replace("Infinity", ".inf"))
    return path


def bare(doc):
    """A result document without what is other in each run: times, and how the work was shared."""
    doc = {k: v for k, v in doc.items() if k not in ("meta", "graph", "refit_time_")}
    doc["cv_results_"] = {k: v for k, v in doc["cv_results_"].items() if not k.endswith("_time")}
    return doc


def first_difference(a, b, path=""):
    if type(a) is type(b) and isinstance(a, dict):
        for k in [*a, *b]:
            if k not in a or k not in b:
                return f"{path}.{k} missing"
            if json.dumps(a[k]) != json.dumps(b[k]):
                return first_difference(a[k], b[k], f"{path}.{k}")
    if type(a) is type(b) and isinstance(a, list):
        if len(a) != len(b):
            return f"{path}: lengths {len(a)} / {len(b)}"
        for i, (x, y) in enumerate(zip(a, b)):
            if json.dumps(x) != json.dumps(y):
                return first_difference(x, y, f"{path}[{i}]")
    return f"{path}: {a!r} / {b!r}"[:200]
