"""The linear oscillators without any derivative."""
import springs

state_size, control_size, output_size = 4, springs.STEPS, 4


def simulate(x, u):
    return springs.integrate(x, u)
