"""The linear oscillators; their Jacobian is the response to unit forces."""
import time

import numpy as np
import springs

state_size, control_size, output_size = 4, springs.STEPS, 4
RESPONSE = springs.integrate(np.zeros((springs.STEPS, 4)), np.eye(springs.STEPS)).T


def simulate(x, u, pause=0.0):
    time.sleep(pause)
    return springs.integrate(x, u)


def linearize(x, u, pause=0.0):
    return simulate(x, u, pause), np.broadcast_to(RESPONSE, (len(u),) + RESPONSE.shape)


def draw(indices, seed):
    x = np.array([np.random.default_rng([seed, i]).uniform(size=4) for i in indices])
    return x, x, x
