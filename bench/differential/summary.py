#!/usr/bin/env python3
"""What logs of run.py say: python3 summary.py LOG ... [--roots ROOTS]

Seeds by kind, then the disagreements that count, grouped: by the root that ROOTS gives a seed (lines `root text: seed seed …`), else by
what they look like.
"""

import argparse
import json
import re
from collections import Counter, defaultdict

COUNT = ("exit", "hard", "untold", "nan", "harness")


def look(line, kind, text):
    """A disagreement without its numbers."""
    head = re.sub(r"cand \d+.*", "", text) if " cand " in text else text
    head = re.sub(r"candidate \d+.*", "candidate", head)
    head = re.sub(r"[-+]?\d[\d.e+-]*", "#", head)[:70]
    models = "+".join(m for m in line["models"] if m[0].isupper())
    return f"{kind} | {line['grow'] or '-'} | {models} | {head}"


def roots_of(path):
    """seed to root."""
    roots = {}
    if path:
        with open(path) as file:
            for line in file:
                text, _, seeds = line.strip().rpartition(":")
                if text and not line.startswith("#"):
                    roots |= {int(seed): text for seed in re.findall(r"\d+", seeds)}
    return roots


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("logs", nargs="+")
    parser.add_argument("--roots")
    args = parser.parse_args()
    lines = {}
    for path in args.logs:
        with open(path) as file:
            lines |= {line["seed"]: line for line in map(json.loads, file)}
    kinds, grown, groups = Counter(), Counter(), defaultdict(dict)
    roots = roots_of(args.roots)
    for seed, line in sorted(lines.items()):
        grown[line["grow"] or "-"] += 1
        kinds.update(line["kinds"].keys() or ["clean"])
        counted = [(kind, text) for kind, text in line["problems"] if kind in COUNT]
        if seed in roots and counted:
            groups["root: " + roots[seed]].setdefault(seed, counted[0][1])
        else:
            for kind, text in counted:
                groups[look(line, kind, text)].setdefault(seed, text)
    fits = sum(line["stats"].get("candidates", 0) * line["stats"].get("splits", 0) for line in lines.values())
    print(f"{len(lines)} seeds, {fits} fits; seeds by kind: {dict(kinds.most_common())}; by growth: {dict(grown.most_common())}")
    for name, seeds in sorted(groups.items(), key=lambda item: -len(item[1])):
        seed, text = next(iter(seeds.items()))
        print(f"\n{len(seeds)} × {name}\n    seeds {' '.join(map(str, list(seeds)[:30]))}\n    {seed}: {text[:300]}")


if __name__ == "__main__":
    main()
