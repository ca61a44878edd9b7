"""Reads a CSV into a matrix of doubles, as a whole process: with pandas where it is installed, with numpy's parser else."""
import sys

try:
    import pandas

    pandas.read_csv(sys.argv[1]).to_numpy(float)
except ImportError:
    import numpy

    numpy.loadtxt(sys.argv[1], delimiter=",", skiprows=1)
