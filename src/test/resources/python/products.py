"""One nonlinear map, y = (sin u0 + x0 u1^2, u0 u1, exp(u2) x0), with what a test asks for beside it."""
import numpy as np

state_size, control_size, output_size = 1, 3, 3


def simulate(x, u):
    return np.stack([np.sin(u[:, 0]) + x[:, 0] * u[:, 1] ** 2, u[:, 0] * u[:, 1], np.exp(u[:, 2]) * x[:, 0]], 1)


def rows(x, u):
    s = np.zeros((len(u), 3, 3))
    s[:, 0, 0] = np.cos(u[:, 0])
    s[:, 0, 1] = 2 * x[:, 0] * u[:, 1]
    s[:, 1, 0] = u[:, 1]
    s[:, 1, 1] = u[:, 0]
    s[:, 2, 2] = np.exp(u[:, 2]) * x[:, 0]
    return s
