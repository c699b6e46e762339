import jax.numpy as jnp

state_size, control_size, output_size = 1, 3, 3


def simulate(x, u):
    return jnp.stack([jnp.sin(u[:, 0]) + x[:, 0] * u[:, 1] ** 2, u[:, 0] * u[:, 1], jnp.exp(u[:, 2]) * x[:, 0]], 1)
