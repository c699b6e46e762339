"""Two free masses pushed by u, that fail as they are told to, at the sample whose x is 0.17 or in every call."""
import ctypes
import os
import sys
import time

import numpy as np

state_size, control_size, output_size = 1, 2, 2
calls = 0


def simulate(x, u, fault="none"):
    global calls
    calls += 1
    y = x + u * np.array([1.0, 2.0])
    hit = np.any(np.abs(x - 0.17) < 1e-9)
    if fault == "prints":
        print("x" * 1000, "\n" * 1000, flush=True)
        sys.stderr.write("y" * 3_000_000)
    elif fault == "float32":
        return y.astype(np.float32)
    elif fault == "Fortran order":
        return np.asfortranarray(y)
    elif fault == "view":
        return u[:]
    elif fault == "shape":
        return y[:, :1]
    elif fault == "nothing":
        return None
    elif fault == "keeps state":
        return y + 1e-6 * calls
    elif fault == "changes its input":
        u += 1
    elif not hit:
        return y
    elif fault == "raises":
        return deeper(y)
    elif fault == "exits":
        sys.exit("tired")
    elif fault == "exits at once":
        os._exit(7)
    elif fault == "crashes":
        ctypes.string_at(0)
    elif fault == "sleeps":
        time.sleep(3600)
    elif fault == "NaN":
        y[np.abs(x[:, 0] - 0.17) < 1e-9, 1] = np.nan
    return y


def deeper(y):
    return y / {}["friction"]


def linearize(x, u, fault="none"):
    s = np.zeros((len(u), 2, 2))
    s[:, 0, 0], s[:, 1, 1] = (1.0, 1.0) if fault == "view" else (1.0, 2.0)
    if fault == "width of Jacobian":
        s = s[:, :, :1]
    if fault == "NaN in linearize":
        s[np.abs(x[:, 0] - 0.17) < 1e-9, 1, 0] = np.nan
    return simulate(x, u, fault), s


def draw(indices, seed, fault="none"):
    if fault == "draws float32":
        return np.zeros((len(indices), 1), np.float32), None, None
    if fault == "draw raises" or fault == "draw raises later" and len(indices) > 1:
        raise LookupError("no more samples")
    x = np.asarray(indices)[:, None] / 100.0
    return x, x, np.zeros((len(indices), 2))
