import numpy as np

STEPS, STEP = 16, 0.25
state_size, control_size, output_size = 2, STEPS, 2


def simulate(x, u, length=1.0):
    """From angle and angular velocity, and a torque for each step, to angle and angular velocity at the end."""
    angle, velocity = x[:, 0], x[:, 1]
    for i in range(STEPS):
        velocity = velocity + STEP * (u[:, i] - np.sin(angle) / length - 0.1 * velocity)
        angle = angle + STEP * velocity
    return np.stack([angle, velocity], axis=1)


def draw(indices, seed):
    """Pendulums that are to come to rest at some angle, which the network sees beside their states."""
    inputs = np.array([np.random.default_rng([seed, i]).uniform(-1, 1, 3) for i in indices])
    targets = np.stack([inputs[:, 2], np.zeros(len(indices))], axis=1)
    return inputs, inputs[:, :2], targets
