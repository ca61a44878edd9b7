"""What scikit-learn says to one search: estimators, splitters and metrics by the product's names and params.

Where scikit-learn 1.2.1 has no exact solver or no counterpart, a small reference of our own stands here; each says so.
"""
