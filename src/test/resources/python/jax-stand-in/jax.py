"""What the bridge asks of JAX, for functions of NumPy that are analytic: a stand-in where JAX is not to be had."""
import sys
import types

import numpy as np

__version__ = "stand-in"
H = 2.0**-100

numpy = types.ModuleType("jax.numpy")
for name in ("sin", "exp", "stack"):
    setattr(numpy, name, getattr(np, name))
numpy.asarray = np.array
sys.modules["jax.numpy"] = numpy


def jvp(function, primals, tangents):
    (u,), (v,) = primals, tangents
    return function(u), np.imag(function(u + 1j * H * v)) / H


def vjp(function, u):
    def pull(w):
        columns = []
        for j in range(u.shape[1]):
            v = np.zeros(u.shape)
            v[:, j] = 1
            columns.append(np.sum(w * jvp(function, (u,), (v,))[1], axis=1))
        return (np.stack(columns, axis=1),)

    return function(u), pull


def vmap(function):
    return lambda stack: np.stack([function(one) for one in stack])
