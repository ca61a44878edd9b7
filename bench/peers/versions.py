"""Prints a JSON object of the versions of what the bench's peers need; fails where scikit-learn is missing."""
import json
import platform

import sklearn

versions = {"python": platform.python_version(), "scikit-learn": sklearn.__version__}
for name, module in (("numpy", "numpy"), ("pandas", "pandas"), ("dask-ml", "dask_ml"), ("dask", "dask")):
    try:
        versions[name] = __import__(module).__version__
    except ImportError:
        pass
print(json.dumps(versions))
