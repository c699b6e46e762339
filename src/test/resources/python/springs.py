"""The motion of two coupled masses, in a module beside the simulators that use it."""
import numpy as np

STEPS, STEP = 24, 0.5
MOTION = np.zeros((4, 4))
MOTION[:2, 2:] = np.eye(2)
MOTION[2:, :2] = -np.eye(2) + 0.2 * np.array([[-1.0, 1.0], [1.0, -1.0]])
FORCED = np.array([0.0, 0.0, 0.0, 1.0])


def step(z, force):
    """One step of Runge and Kutta: z is B x 4, the force B x 1."""

    def slope(z):
        return z @ MOTION.T + force * FORCED

    k1 = slope(z)
    k2 = slope(z + STEP / 2 * k1)
    k3 = slope(z + STEP / 2 * k2)
    k4 = slope(z + STEP * k3)
    return z + STEP / 6 * (k1 + 2 * k2 + 2 * k3 + k4)


def integrate(z, forces):
    for i in range(STEPS):
        z = step(z, forces[:, i : i + 1])
    return z
