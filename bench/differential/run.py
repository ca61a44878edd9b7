#!/usr/bin/env python3
"""Differential test against scikit-learn: python3 run.py SEED COUNT --cli "node PATH/bin/gridsearch.js" [--log FILE] (see README.md).

Each seed is one random search (search/). The product runs it; scikit-learn's GridSearchCV runs it with the same splits, metrics and pipelines
(reference/). Prints one line for each seed and one for each disagreement, by kind (compare.py). With --log, seeds that the log has are left out.
"""

import argparse
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import traceback
import warnings

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ.setdefault(name, "1")
import numpy as np
from sklearn.model_selection import GridSearchCV

import candidate
import compare
from candidate import Candidate, Context, OutOfTime
from product import Product, bare, first_difference, write_csv, write_grid
from search import gen
from search.names import NEW_ROWS

warnings.filterwarnings("ignore")
AGAIN = 8  # every eighth seed is run unshared and on three workers too, and predicts and scores by the command


def search_of(ctx):
    search = GridSearchCV(
        Candidate(),
        {"index": list(range(len(ctx.candidates)))},
        scoring=candidate.scorer,
        refit=False,
        cv=ctx.splits,
        error_score=np.nan,
        return_train_score=ctx.c.train_scores,
    )
    return search.fit(ctx.rows[:, None], ctx.y[: ctx.c.n]).cv_results_


def one(seed, args, product):
    """(search, [(kind, text)], figures)"""
    c, problems, stats = gen(seed, args.focus, args.grow), [], {}

    def problem(kind, text):
        problems.append((kind, text))

    try:
        ctx = Context(c)
    except ValueError as error:
        return c, [("skip", f"splitter: {error}")], stats
    work = os.path.join(args.work, str(seed))
    os.makedirs(work, exist_ok=True)
    paths = {name: os.path.join(work, name) for name in ("data.csv", "new.csv", "result.json", "again.json", "model.json")}
    write_csv(paths["data.csv"], c, range(c.n))
    write_csv(paths["new.csv"], c, range(c.n, c.n + NEW_ROWS))
    fit = ["fit", paths["data.csv"], "--grid", write_grid(work, c.grid), "--no-cache", "--progress", "none", "-q"]
    started = time.time()
    ran = product.run(*fit, "--out", paths["result.json"], "--model", paths["model.json"], "--jobs", "1", "--engine", "threads" if seed % 8 == 4 else "auto")
    stats |= {"candidates": len(ctx.candidates), "splits": len(ctx.splits), "product": round(time.time() - started, 2)}
    if ran.returncode not in (0, 3):
        return c, [("exit", f"exit {ran.returncode}: {ran.stderr.strip()[:400]}")], stats
    with open(paths["result.json"]) as file:
        got = json.load(file)
    said = got["cv_results_"]["params"]
    if len(said) != len(ctx.candidates) or not all(compare.same_params(a, b) for a, b in zip(said, ctx.candidates)):
        return c, [("hard", f"candidates differ: {json.dumps(said)[:200]} vs {json.dumps(ctx.candidates, default=str)[:200]}")], stats

    started = time.process_time()
    want = search_of(ctx)
    stats["reference"] = round(time.process_time() - started, 2)
    stats["warnings"] = sorted({w.get("code") for w in got["warnings"]})
    stats["worst"], equal = compare.split_scores(ctx, got, want, problem)
    compare.means_and_ranks(ctx, got, want, equal, problem)
    compare.best(ctx, got, want, equal, problem, [kind for kind, _ in problems])
    compare.warnings_owed(ctx, got, problem)
    best, before = got.get("best_index_"), len(problems)
    if ran.returncode == 0 and best is not None and os.path.exists(paths["model.json"]):
        use_model(ctx, best, product, paths, problem)
        if best in ctx.open or best in ctx.flat:
            problems[before:] = [
                ("open" if kind == "hard" and best in ctx.open else "soft" if kind == "hard" else kind, text) for kind, text in problems[before:]
            ]
    if seed % AGAIN == 0 or args.bytes:
        run_again(product, fit, paths["again.json"], ran.returncode, got, problem)
        stats["bytes"] = True
    if not args.keep and not problems:
        shutil.rmtree(work)
    return c, problems, stats


def use_model(ctx, best, product, paths, problem):
    c, new = ctx.c, np.arange(ctx.c.n, ctx.c.n + NEW_ROWS)
    try:
        refitted = Candidate(index=best).fit_or_raise(ctx.rows[:, None], ctx.y[: c.n])
    except Exception as error:
        problem("nan", f"scikit-learn cannot refit: {error!r}"[:200])
        return
    answer = product.apply(paths["model.json"], paths["new.csv"], {key: {key: params} for key, params in c.metrics.items()})
    if "error" in answer:
        problem("hard", answer["error"])
        return
    said, why = compare.predictions(ctx, answer, refitted, new, problem), {}
    if said is not None:
        out, differ = said
        theirs, _ = candidate.scores_of(refitted, ctx.X.iloc[new], ctx.y[new], None if c.weights is None else c.weights[new], why)
        compare.scores(ctx, answer, theirs, why, out.get("gap", 1) < (1e-7 if c.tight else 1e-4), problem)
    if c.seed % AGAIN == 0:
        by_command(product, paths, c, answer, problem)


def by_command(product, paths, c, answer, problem):
    """The command predicts and scores as the library does."""
    ran = product.run("predict", paths["model.json"], paths["new.csv"], "--format", "ndjson", "-q")
    lines = [json.loads(line)["prediction"] for line in ran.stdout.splitlines()] if ran.returncode == 0 else ran.stderr[:200]
    if "error" not in answer["predict"] and lines != answer["predict"]["said"]:
        problem("hard", f"predict: the command says {lines}, the library {answer['predict']['said']}"[:300])
    if not any(c.metrics.values()):
        ran = product.run("score", paths["model.json"], paths["new.csv"], "--scoring", ",".join(c.metrics), "-q")
        if ran.returncode or any(json.loads(ran.stdout).get(key) != answer["score"].get(key) for key in c.metrics):
            problem("hard", f"score: the command says {ran.stdout or ran.stderr}, the library {answer['score']}"[:300])


def run_again(product, fit, path, code, got, problem):
    """Sharing and workers change no byte."""
    for words in (["--no-share", "--jobs", "1"], ["--jobs", "3"]):
        again = product.run(*fit, "--out", path, *words)
        if again.returncode != code:
            problem("hard", f"{' '.join(words)}: exit {again.returncode}: {again.stderr[:200]}")
            continue
        with open(path) as file:
            other = bare(json.load(file))
        if json.dumps(other) != json.dumps(bare(got)):
            problem("hard", f"{' '.join(words)} gives another document at {first_difference(bare(got), other)}")


def guarded(seed, args, product):
    """One seed, whatever happens."""
    signal.setitimer(signal.ITIMER_PROF, args.limit, 1)  # of this process's time: what else the machine does is not counted
    try:
        return one(seed, args, product)
    except OutOfTime:
        return gen(seed, args.focus, args.grow), [("slow", f"the references took more than {args.limit} s")], {}
    except subprocess.TimeoutExpired as error:
        return gen(seed, args.focus, args.grow), [("exit", f"hangs: {error.timeout} s")], {}
    except Exception as error:
        traceback.print_exc(file=sys.stdout)
        return gen(seed, args.focus, args.grow), [("harness", repr(error)[:300])], {}
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def entry(seed, c, problems, stats):
    kinds = {}
    for kind, _ in problems:
        kinds[kind] = kinds.get(kind, 0) + 1
    kept = [p for p in problems if p[0] in ("hard", "untold", "exit", "harness", "nan")][:12] + [
        p for p in problems if p[0] not in ("hard", "untold", "exit", "harness", "nan")
    ][:3]
    return {
        "seed": seed,
        "grow": c.grow,
        "focus": c.focus,
        "task": c.task,
        "models": sorted(compare.models_of(c)),
        "splitter": c.splitter[0],
        "metrics": list(c.metrics),
        "flavour": c.flavour,
        "weights": c.weights is not None,
        "n": c.n,
        "K": c.K,
        "tight": c.tight,
        "kinds": kinds,
        "stats": stats,
        "problems": kept,
    }


def seeds_in(log):
    if not log or not os.path.exists(log):
        return set()
    with open(log) as file:
        return {json.loads(line)["seed"] for line in file if line.endswith("\n")}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("seed", type=int)
    parser.add_argument("count", type=int)
    parser.add_argument("--cli", default="node bin/gridsearch.js")
    parser.add_argument("--focus", help="every search is about this estimator")
    parser.add_argument("--grow", help='every search is of this kind (search/growth.py); "none": of none')
    parser.add_argument("--work", default=os.path.join(tempfile.gettempdir(), "gridsearch-differential"))
    parser.add_argument("--keep", action="store_true", help="keep the data of seeds without a disagreement too")
    parser.add_argument("--bytes", action="store_true", help="--no-share and --jobs 3 on every seed")
    parser.add_argument("--log", help="one JSON line for each seed; seeds it has are left out")
    parser.add_argument("--most", type=int, default=4, help="disagreements shown for each kind and seed")
    parser.add_argument("--limit", type=int, default=12, help="seconds of its own CPU time that the references get for a seed")
    args = parser.parse_args()

    def late(*_):
        raise OutOfTime

    signal.signal(signal.SIGPROF, late)
    product, totals, done = Product(args.cli), {"seeds": 0}, seeds_in(args.log)
    for seed in range(args.seed, args.seed + args.count):
        if seed in done:
            continue
        started = time.time()
        c, problems, stats = guarded(seed, args, product)
        stats["seconds"] = round(time.time() - started, 1)
        line = entry(seed, c, problems, stats)
        totals["seeds"] += 1
        for kind, count in line["kinds"].items():
            totals[kind] = totals.get(kind, 0) + count
        print(
            f"seed {seed}: {c.grow or ''} {c.focus} n={c.n} {c.flavour} K={c.K} {c.splitter[0]} {line['kinds'] or 'ok'} {json.dumps(stats, default=float)}",
            flush=True,
        )
        for kind in line["kinds"]:
            for text in [text for own, text in problems if own == kind][: args.most]:
                print(f"    {kind}: {text}", flush=True)
        if args.log:
            with open(args.log, "a") as file:
                file.write(json.dumps(line, default=float) + "\n")
    product.end()
    print(json.dumps(totals))


if __name__ == "__main__":
    main()
