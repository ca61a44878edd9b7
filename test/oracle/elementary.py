"""Values of exp and log, correctly rounded by mpmath (50 digits). Run: /usr/bin/python3 test/oracle/elementary.py"""
import json
import os
import random

import mpmath

mpmath.mp.dps = 50
random.seed(7)
exp_x = [random.uniform(-745, 709.78) for _ in range(1500)] + [random.uniform(-1, 1) for _ in range(800)]
exp_x += [random.uniform(-745.1, -708) for _ in range(200)] + [random.gauss(0, 1e-6) for _ in range(200)]
exp_x += [k * 0.34657359027997264 for k in range(-60, 61)]
log_x = [10 ** random.uniform(-307, 308) for _ in range(1000)] + [random.uniform(0.5, 2) for _ in range(1000)]
log_x += [1 + random.gauss(0, 1e-5) for _ in range(300)] + [10 ** random.uniform(-323, -308) for _ in range(200)]
log_x += [2.0**k for k in range(-1074, 1024, 37)]
document = {
    "exp": {"x": exp_x, "y": [float(mpmath.exp(mpmath.mpf(x))) for x in exp_x]},
    "log": {"x": log_x, "y": [float(mpmath.log(mpmath.mpf(x))) for x in log_x]},
}
with open(os.path.join(os.path.dirname(__file__), "elementary.json"), "w") as file:
    json.dump(document, file)
