# Draws of numpy's RandomState and scikit-learn's sampling, for test/base/random.test.ts. Run with numpy 2.4 and scikit-learn 1.9.1: python3 random_state.py > random_state.json
import json
import sys
import numpy as np
import sklearn
from sklearn.utils.random import sample_without_replacement

def draws(seed):
    def fresh():
        return np.random.RandomState(seed)
    r = fresh()
    mixed = [r.uniform(), r.standard_normal(), r.randint(0, 10), r.standard_normal(), r.uniform(-2, 3), r.permutation(5).tolist(), r.standard_normal()]
    mixed = [x if isinstance(x, list) else float(x) for x in mixed]
    a = np.arange(11) * 10
    r = fresh(); r.shuffle(a)
    return {
        'seed': seed,
        'random_sample': fresh().random_sample(5).tolist(),
        'standard_normal': fresh().standard_normal(7).tolist(),
        'randint_1000': fresh().randint(0, 1000, size=8).tolist(),
        'randint_negative': fresh().randint(-5, 3, size=8).tolist(),
        'randint_2_31': fresh().randint(0, 2**31, size=4).tolist(),
        'randint_2_32': fresh().randint(0, 2**32, size=4).tolist(),
        'randint_2_40': fresh().randint(0, 2**40, size=4).tolist(),
        'permutation_12': fresh().permutation(12).tolist(),
        'shuffled_tens': a.tolist(),
        'choice_4_of_9': fresh().choice(np.arange(9) + 100, size=4, replace=False).tolist(),
        'sample_tracking': sample_without_replacement(2**30, 6, random_state=fresh()).tolist(),
        'sample_permutation': sample_without_replacement(50, 7, random_state=fresh()).tolist(),
        'sample_reservoir': sample_without_replacement(20, 20, random_state=fresh()).tolist(),
        'mixed': mixed,
    }

json.dump({'made_with': {'numpy': np.__version__, 'sklearn': sklearn.__version__}, 'cases': [draws(s) for s in (0, 42, 4294967295)]}, sys.stdout)
