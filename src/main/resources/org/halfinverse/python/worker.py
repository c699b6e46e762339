"""The Python side of hig-spark's simulators in Python: one process, one socket, one simulator.

The JVM starts it as `python3 -B worker.py SOCKET` and speaks with it over that Unix-domain socket alone. A message is a
header of little-endian 64-bit integers and a body. The first message holds the settings as JSON, and its answer widths
and versions. A request after that is (operation, samples, bytes) with arrays of raw little-endian float64, whose sizes
follow from the widths; its answer is (0, bytes) with the arrays of the result, or (1, bytes) with a JSON text that
tells what went wrong. A message of another size than expected ends the process, as does the end of the socket or of
standard input, or the death of the process that started it.
"""

import ctypes
import faulthandler
import hashlib
import inspect
import json
import os
import platform
import signal
import socket
import struct
import sys
import threading
import traceback
import types

PROTOCOL = 1
LARGEST_SETTINGS = 1 << 20
LONGEST_TEXT = 1 << 16
SMALL = 1 << 16
REQUEST = struct.Struct("<qqq")
ANSWER = struct.Struct("<qq")
SIMULATE, LINEARIZE, FORWARD, PULL, PUSH, DRAW = range(1, 7)
DERIVATIVE_FUNCTIONS = {
    "linearize": ("linearize",),
    "jacobian": ("jacobian",),
    "vector_jacobian": ("vector_jacobian", "vector_jacobian_product"),
    "jacobian_vector": ("jacobian_vector", "jacobian_vector_product"),
}

np = None  # NumPy, imported when its absence can be told


class Fault(Exception):
    """What a function of the simulator returned, and what it should have."""

    def __init__(self, function, what, wanted, line):
        super().__init__(what + wanted)
        self.function, self.what, self.wanted, self.line = function, what, wanted, line


class SettingFault(Exception):
    """A setting that does not fit the simulator: no fault of its code."""


class Connection:
    """Frames over the socket; what is received lies in a buffer that the next request overwrites."""

    def __init__(self, path):
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.socket.connect(path)
        self.buffer = bytearray(SMALL)

    def receive(self, size_of):
        """The next request, once its size is found to be what `size_of(operation, samples)` says."""
        filled = self.fill(0, REQUEST.size)
        operation, samples, size = REQUEST.unpack_from(self.buffer)
        if size != size_of(operation, samples, size):
            os._exit(3)
        if REQUEST.size + size > len(self.buffer):  # a new one, since arrays may still look into the old
            larger = bytearray(REQUEST.size + size)
            larger[:filled] = memoryview(self.buffer)[:filled]
            self.buffer = larger
        self.fill(filled, REQUEST.size + size)
        return operation, samples, size

    def fill(self, filled, wanted):
        view = memoryview(self.buffer)
        while filled < wanted:
            count = self.socket.recv_into(view[filled:])
            if count == 0:
                os._exit(0)
            filled += count
        return filled

    def text(self, size):
        return bytes(memoryview(self.buffer)[REQUEST.size : REQUEST.size + size]).decode()

    def send(self, status, parts):
        size = sum(memoryview(part).nbytes for part in parts)
        header = ANSWER.pack(status, size)
        if size < SMALL:
            self.socket.sendall(b"".join([header, *parts]))
        else:
            self.socket.sendall(header)
            for part in parts:
                if memoryview(part).nbytes:
                    self.socket.sendall(memoryview(part).cast("B"))


class Code:
    """The user's file, executed once, and its functions with the parameters of the configuration filled in."""

    def __init__(self, path, sha256, parameters):
        with open(path, "rb") as file:
            source = file.read()
        self.sha256 = hashlib.sha256(source).hexdigest()
        if self.sha256 != sha256:
            raise SettingFault("it has changed since this run began")
        self.path = os.path.abspath(path)
        self.directory = os.path.dirname(self.path)
        self.parameters = parameters
        name = os.path.splitext(os.path.basename(path))[0]
        self.module = types.ModuleType(name)
        self.module.__file__ = self.path
        sys.modules.setdefault(name, self.module)
        sys.path[0] = self.directory
        exec(compile(source, self.path, "exec"), self.module.__dict__)
        self.names = {}
        self.lines = {}
        self.taken = set()
        self.needed = set()
        self.simulate = self.function(("simulate", "apply"), ("x", "u"))
        if self.simulate is None:
            raise Fault("simulate", "is not defined", ", which maps x and u to y", 1)
        self.needed = set(self.taken)
        self.linearize = self.function(DERIVATIVE_FUNCTIONS["linearize"], ("x", "u"))
        self.jacobian = self.function(DERIVATIVE_FUNCTIONS["jacobian"], ("x", "u"))
        self.vector_jacobian = self.function(DERIVATIVE_FUNCTIONS["vector_jacobian"], ("x", "u", "cotangent"))
        self.jacobian_vector = self.function(DERIVATIVE_FUNCTIONS["jacobian_vector"], ("x", "u", "tangent"))
        constant = getattr(self.module, "constant_jacobian", None)
        self.constant = self.function(("constant_jacobian",), ()) if callable(constant) else lambda: constant
        self.needed = set()
        self.draw = self.function(("draw",), ("indices", "seed"))
        self.s = self.size("state_size", 0, 0)
        self.q = self.size("control_size", None, 1)
        self.p = self.size("output_size", None, 1)
        unknown = sorted(set(parameters) - self.taken)
        if unknown:
            raise SettingFault("problem.parameters." + unknown[0] + " is not a parameter of any of its functions")

    def function(self, names, arguments):
        """The first function of these names, which then takes `arguments` alone."""
        for name in names:
            function = getattr(self.module, name, None)
            if callable(function):
                self.names[names[0]] = name
                self.lines[names[0]] = line(function)
                return self.bound(name, function, arguments)
        return None

    def fault(self, name, what, wanted):
        """A fault of a function, by the name and at the line that it has in the file."""
        return Fault(self.names.get(name, name), what, wanted, self.lines.get(name, 1))

    def bound(self, name, function, arguments):
        try:
            signature = inspect.signature(function)
        except (TypeError, ValueError):  # some that are compiled do not tell
            return lambda *given: function(*given, **self.parameters)
        kinds = [parameter.kind for parameter in signature.parameters.values()]
        own = set(self.parameters)
        if inspect.Parameter.VAR_KEYWORD not in kinds:
            own &= set(signature.parameters)
        left_out = sorted(self.needed - own)
        if left_out:
            raise Fault(name, "does not take the parameter " + left_out[0], ", which simulate takes", line(function))
        filled = {key: self.parameters[key] for key in own}
        try:
            signature.bind(*arguments, **filled)
        except TypeError as failure:
            wanted = " with the arguments (" + ", ".join(arguments) + "): " + str(failure)
            raise Fault(name, "cannot be called", wanted, line(function)) from None
        self.taken |= own
        if not filled:
            return function
        return lambda *given: function(*given, **filled)

    def size(self, name, default, least):
        value = getattr(self.module, name, default)
        if callable(value):
            value = self.bound(name, value, ())()
        if value is None:
            raise Fault(name, "is not defined", ": give the file a line such as " + name + " = 2", 1)
        if not isinstance(value, (int, np.integer)) or isinstance(value, bool) or value < least:
            raise Fault(name, "is " + repr(value)[:100], ", but must be a whole number, " + str(least) + " or more", 1)
        return int(value)

    def uses(self, library):
        """Whether something of a library stands in the file under a name."""
        for value in list(vars(self.module).values()):
            name = value.__name__ if isinstance(value, types.ModuleType) else getattr(value, "__module__", None)
            if isinstance(name, str) and name.split(".")[0] == library:
                return True
        return False

    def modules(self):
        """Hashes of the files that it imports from its own directory, by their names there."""
        hashes = {}
        for module in list(sys.modules.values()):
            file = getattr(module, "__file__", None)
            if file and file.endswith(".py"):
                file = os.path.abspath(file)
                name = os.path.relpath(file, self.directory)
                if file != self.path and not name.startswith(os.pardir) and "site-packages" not in name:
                    with open(file, "rb") as source:
                        hashes[name] = hashlib.sha256(source.read()).hexdigest()
        return hashes


def line(function):
    code = getattr(inspect.unwrap(function), "__code__", None)
    return code.co_firstlineno if code else 1


class Derivatives:
    """Derivatives by the functions that are given; a kind of differentiation adds those that are not.

    All take and return NumPy arrays: x of B × s, u of B × q, y of B × p, the Jacobian S of B × p × q.
    """

    kind = "given"

    def __init__(self, code):
        self.code = code

    def convert(self, array):
        """What the user's functions are given for an array."""
        return array

    def call(self, name, *arguments):
        return getattr(self.code, name)(*[self.convert(argument) for argument in arguments])

    def checked(self, name, value, shape, what="an array"):
        """The value as a contiguous array of float64, or the fault that it is none."""
        if hasattr(value, "detach"):
            value = value.detach().cpu()
        array = np.asarray(value)
        if value is None:
            raise self.code.fault(name, "returned None", " instead of an array of shape " + str(shape))
        if array.shape != shape:
            returned = "returned " + what + " of shape " + str(array.shape)
            raise self.code.fault(name, returned, " instead of " + str(shape))
        if array.dtype != np.float64:
            raise self.code.fault(name, "returned " + what + " of " + str(array.dtype), " instead of float64")
        return np.ascontiguousarray(array)

    def output_shape(self, u):
        return (len(u), self.code.p)

    def jacobian_shape(self, u):
        return (len(u), self.code.p, self.code.q)

    def simulate(self, x, u):
        return self.checked("simulate", self.call("simulate", x, u), self.output_shape(u))

    def linearize(self, x, u):
        """y and S."""
        if self.code.linearize:
            pair = self.call("linearize", x, u)
            if not isinstance(pair, (tuple, list)) or len(pair) != 2:
                raise self.code.fault("linearize", "returned no pair", "; it must return (y, S)")
            y = self.checked("linearize", pair[0], self.output_shape(u), "outputs")
            return y, self.checked("linearize", pair[1], self.jacobian_shape(u), "a Jacobian")
        if self.code.jacobian:
            s = self.checked("jacobian", self.call("jacobian", x, u), self.jacobian_shape(u), "a Jacobian")
            return self.simulate(x, u), s
        return self.differentiate(x, u)

    def forward(self, x, u):
        """y, and the function that takes cotangents of y to those of u."""
        if self.code.vector_jacobian:
            return self.simulate(x, u), lambda w: self.pulled(x, u, w)
        return self.reverse(x, u)

    def push(self, x, u, v):
        """y, and its derivative along v."""
        if self.code.jacobian_vector:
            return self.simulate(x, u), self.pushed(x, u, v)
        return self.tangent(x, u, v)

    def pulled(self, x, u, w):
        return self.checked("vector_jacobian", self.call("vector_jacobian", x, u, w), u.shape)

    def pushed(self, x, u, v):
        return self.checked("jacobian_vector", self.call("jacobian_vector", x, u, v), self.output_shape(u))

    def differentiate(self, x, u):
        """S from the products with S that are given, row by row or column by column."""
        s = np.empty(self.jacobian_shape(u))
        if self.code.vector_jacobian and (self.code.p <= self.code.q or not self.code.jacobian_vector):
            for k in range(self.code.p):
                w = np.zeros(self.output_shape(u))
                w[:, k] = 1
                s[:, k, :] = self.pulled(x, u, w)
        else:
            for j in range(self.code.q):
                v = np.zeros(u.shape)
                v[:, j] = 1
                s[:, :, j] = self.pushed(x, u, v)
        return self.simulate(x, u), s

    def reverse(self, x, u):
        y, s = self.linearize(x, u)
        return y, lambda w: np.matmul(w[:, None, :], s)[:, 0, :]

    def tangent(self, x, u, v):
        y, s = self.linearize(x, u)
        return y, np.matmul(s, v[:, :, None])[:, :, 0]


class ComplexStep(Derivatives):
    """The derivative along v is Im P(x; u + i h v) / h for an analytic P, without any cancellation.

    Squire and Trapp, SIAM Review 40, 1998. h is so small that its square is lost in rounding, and a power of two.
    """

    kind = "complex-step"
    H = 2.0**-100
    MOST_NUMBERS = 1 << 20
    DIFFERENT = 1e-9  # of the largest output: rounding of complex arithmetic is far below

    def differentiate(self, x, u):
        y = self.simulate(x, u)
        b, q = u.shape
        s = np.empty(self.jacobian_shape(u))
        directions = int(max(1, min(q, self.MOST_NUMBERS // max(1, b * (q + self.code.p)))))
        for first in range(0, q, directions):
            count = min(directions, q - first)
            v = np.zeros((count, b, q))
            v[np.arange(count), :, first + np.arange(count)] = 1
            states = np.broadcast_to(x, (count,) + x.shape).reshape(count * b, x.shape[1])
            moved = self.imaginary(states, (u + 1j * self.H * v).reshape(count * b, q), y, count)
            s[:, :, first : first + count] = moved.reshape(count, b, self.code.p).transpose(1, 2, 0)
        return y, s

    def tangent(self, x, u, v):
        y = self.simulate(x, u)
        return y, self.imaginary(x, u + 1j * self.H * v, y, 1)

    def imaginary(self, x, u, y, copies):
        result = np.asarray(self.code.simulate(x, u))
        if result.shape != (len(u), self.code.p):
            what = "returned an array of shape " + str(result.shape) + " for complex controls"
            raise self.code.fault("simulate", what, " instead of " + str((len(u), self.code.p)))
        advice = " (abs, real, conj and assignments to real arrays are not analytic): give linearize"
        if result.dtype != np.complex128:
            what = "returned " + str(result.dtype) + " for complex controls"
            raise self.code.fault("simulate", what, ", so that the complex step finds no derivative" + advice)
        off = np.abs(result.real.reshape((copies,) + y.shape) - y).max() if np.isfinite(y).all() else 0
        if off > self.DIFFERENT * max(np.abs(y).max(), np.finfo(float).tiny):
            what = "gave other outputs for controls that are complex"
            raise self.code.fault("simulate", what, ", so that it is not analytic in u" + advice)
        return result.imag / self.H


class Torch(Derivatives):
    """PyTorch's automatic differentiation; the samples of a block are differentiated together, being independent."""

    kind = "torch"

    def __init__(self, code):
        super().__init__(code)
        import torch

        self.torch = torch
        torch.set_num_threads(1)

    def convert(self, array):
        return self.torch.tensor(array) if isinstance(array, np.ndarray) else array

    def graph(self, x, u):
        controls = self.convert(u).requires_grad_()
        y = self.call("simulate", x, controls)
        checked = self.checked("simulate", y, self.output_shape(u))
        if not getattr(y, "requires_grad", False):
            what = "returned no tensor that depends on u"
            raise self.code.fault("simulate", what, ", so that torch finds no derivative")
        return controls, y, checked

    def differentiate(self, x, u):
        controls, y, checked = self.graph(x, u)
        p = self.code.p
        unit = self.torch.eye(p, dtype=y.dtype)
        directions = unit[:, None, :].expand(p, len(u), p)
        try:
            rows = self.torch.autograd.grad(y, controls, directions, retain_graph=True, is_grads_batched=True)[0]
        except RuntimeError:  # an operation that cannot be batched
            rows = self.torch.stack(
                [self.torch.autograd.grad(y, controls, w, retain_graph=True)[0] for w in directions])
        return checked, np.ascontiguousarray(rows.detach().numpy().transpose(1, 0, 2))

    def reverse(self, x, u):
        controls, y, checked = self.graph(x, u)
        return checked, lambda w: self.torch.autograd.grad(y, controls, self.convert(w))[0].numpy()

    def tangent(self, x, u, v):
        states = self.convert(x)
        y, moved = self.torch.autograd.functional.jvp(
            lambda c: self.code.simulate(states, c), self.convert(u), self.convert(v))
        return self.checked("simulate", y, self.output_shape(u)), moved.detach().numpy()


class Jax(Derivatives):
    """JAX's automatic differentiation, in float64; by rows where there are fewer outputs than controls, else columns."""

    kind = "jax"

    def __init__(self, code):
        super().__init__(code)
        import jax

        self.jax = jax

    def convert(self, array):
        return self.jax.numpy.asarray(array)

    def of(self, x):
        states = self.convert(x)
        return lambda c: self.code.simulate(states, c)

    def differentiate(self, x, u):
        p, q, b = self.code.p, self.code.q, len(u)
        controls = self.convert(u)
        if p <= q:
            y, pull = self.jax.vjp(self.of(x), controls)
            checked = self.checked("simulate", y, self.output_shape(u))
            directions = np.ascontiguousarray(np.broadcast_to(np.eye(p)[:, None, :], (p, b, p)))
            rows = self.jax.vmap(lambda w: pull(w)[0])(self.convert(directions))
            return checked, np.ascontiguousarray(np.asarray(rows).transpose(1, 0, 2))
        directions = np.ascontiguousarray(np.broadcast_to(np.eye(q)[:, None, :], (q, b, q)))
        columns = self.jax.vmap(lambda v: self.jax.jvp(self.of(x), (controls,), (v,))[1])(self.convert(directions))
        return self.simulate(x, u), np.ascontiguousarray(np.asarray(columns).transpose(1, 2, 0))

    def reverse(self, x, u):
        y, pull = self.jax.vjp(self.of(x), self.convert(u))
        return self.checked("simulate", y, self.output_shape(u)), lambda w: np.asarray(pull(self.convert(w))[0])

    def tangent(self, x, u, v):
        y, moved = self.jax.jvp(self.of(x), (self.convert(u),), (self.convert(v),))
        return self.checked("simulate", y, self.output_shape(u)), np.asarray(moved)


def chosen(kind, code):
    """The kind of differentiation that is asked for, or for `auto` the one that the file gives reason for."""
    products = code.vector_jacobian or code.jacobian_vector
    if kind == "auto":
        if code.linearize or code.jacobian:
            kind = "given"
        elif code.uses("torch"):
            kind = "torch"
        elif code.uses("jax"):
            kind = "jax"
        else:
            kind = "given" if products else "complex-step"
    if kind == "given" and not (code.linearize or code.jacobian or products):
        raise SettingFault("problem.derivatives = given, and it has no linearize, jacobian, vector_jacobian or"
                           " jacobian_vector")
    return {"given": Derivatives, "complex-step": ComplexStep, "torch": Torch, "jax": Jax}[kind](code)


class Samples:
    """What draw(indices, seed) gives, and how wide it is."""

    def __init__(self, code):
        self.code = code
        if code.draw:
            inputs, _, targets = self.drawn(np.zeros(1, np.int64), 0)
            self.d, self.t = self.width("inputs", inputs), self.width("targets", targets)
        else:
            self.d = code.size("input_size", code.s or None, 1)
            self.t = code.size("target_size", code.p, 1)

    def width(self, what, value):
        shape = np.shape(value)
        if len(shape) != 2 or shape[1] < 1:
            raise self.fault("returned " + what + " of shape " + str(shape), ", but must have two dimensions")
        return shape[1]

    def drawn(self, indices, seed):
        result = self.code.draw(indices, seed)
        if not isinstance(result, (tuple, list)) or len(result) != 3:
            raise self.fault("returned no triple", "; it must return (inputs, states, targets)")
        return result

    def arrays(self, indices, seed):
        inputs, states, targets = self.drawn(indices, seed)
        if states is None and self.code.s == 0:
            states = np.empty((len(indices), 0))
        widths = (("inputs", inputs, self.d), ("states", states, self.code.s), ("targets", targets, self.t))
        return [self.checked(what, value, (len(indices), width)) for what, value, width in widths]

    def checked(self, what, value, shape):
        array = np.asarray(value)
        if array.shape != shape:
            returned = "returned " + what + " of shape " + str(array.shape)
            raise self.fault(returned, " instead of " + str(shape))
        if array.dtype != np.float64:
            raise self.fault("returned " + what + " of " + str(array.dtype), " instead of float64")
        return np.ascontiguousarray(array)

    def fault(self, what, wanted):
        return self.code.fault("draw", what, wanted)


class Simulator:
    """Answers requests."""

    def __init__(self, settings):
        global np
        try:
            import numpy
        except ImportError:
            raise SettingFault("problem.python is " + sys.executable + ", which has no NumPy: install it there, or"
                               " name another interpreter") from None
        np = numpy
        self.code = Code(settings["file"], settings["sha256"], settings["parameters"])
        self.derivatives = chosen(settings["derivatives"], self.code)
        self.samples = Samples(self.code)
        self.pull = None

    def description(self):
        versions = {"python": platform.python_version(), "numpy": np.__version__}
        for library in ("scipy", "torch", "jax", "jaxlib"):
            version = getattr(sys.modules.get(library), "__version__", None)
            if version:
                versions[library] = str(version)
        code = self.code
        constant = code.constant()
        if constant is not None:
            constant = self.derivatives.checked("constant_jacobian", constant, (code.p, code.q)).ravel().tolist()
        return {
            "protocol": PROTOCOL, "sha256": code.sha256, "modules": code.modules(), "versions": versions,
            "derivatives": self.derivatives.kind, "draws": code.draw is not None, "constant": constant,
            "state_size": code.s, "control_size": code.q, "output_size": code.p,
            "input_size": self.samples.d, "target_size": self.samples.t,
        }

    def size_of(self, operation, samples, _):
        """Bytes of a request's body; impossible ones for what is no request."""
        s, q, p = self.code.s, self.code.q, self.code.p
        numbers = {SIMULATE: s + q, LINEARIZE: s + q, FORWARD: s + q, PULL: p, PUSH: s + 2 * q, DRAW: 1}
        if samples < 1 or operation not in numbers:
            return -1
        return 8 * samples * numbers[operation] + (8 if operation == DRAW else 0)

    def answer(self, operation, samples, buffer):
        s, q, p = self.code.s, self.code.q, self.code.p
        if operation == DRAW:
            whole = np.frombuffer(buffer, "<i8", 1 + samples, REQUEST.size)
            return self.samples.arrays(whole[1:].astype(np.int64), int(whole[0]))
        whole = np.frombuffer(buffer, "<f8", self.size_of(operation, samples, 0) // 8, REQUEST.size)
        if operation == PULL:
            pull, self.pull = self.pull, None
            cotangents = pull(read_only(whole.reshape(samples, p)))
            return [self.derivatives.checked("vector_jacobian", cotangents, (samples, q))]
        if operation == FORWARD:
            whole = whole.copy()  # until the cotangents come
        whole = read_only(whole)
        x = whole[: samples * s].reshape(samples, s)
        u = whole[samples * s : samples * (s + q)].reshape(samples, q)
        if operation == SIMULATE:
            return [self.derivatives.simulate(x, u)]
        if operation == LINEARIZE:
            return self.derivatives.linearize(x, u)
        if operation == FORWARD:
            y, self.pull = self.derivatives.forward(x, u)
            return [y]
        y, moved = self.derivatives.push(x, u, whole[samples * (s + q) :].reshape(samples, q))
        return [y, np.ascontiguousarray(moved)]


def read_only(array):
    array.flags.writeable = False
    return array


def told(failure, file):
    """A failure as JSON: what happened, in which function and line."""
    directory = os.path.dirname(os.path.abspath(file))
    if isinstance(failure, SettingFault):
        report = {"setting": str(failure)}
    elif isinstance(failure, Fault):
        report = {"function": failure.function, "what": failure.what, "more": failure.wanted}
        report.update(file=os.path.basename(file), line=failure.line)
    else:
        report = {"what": "raised " + type(failure).__name__, "more": reason(failure)}
        if isinstance(failure, SyntaxError) and failure.filename:
            report.update(file=os.path.relpath(failure.filename, directory), line=failure.lineno or 1)
        else:
            frames = [f for f in traceback.extract_tb(failure.__traceback__) if f.filename != __file__]
            own = [f for f in frames if os.path.abspath(f.filename).startswith(directory + os.sep)] or frames
            if own:
                name = os.path.relpath(own[-1].filename, directory)
                report.update(file=name, line=own[-1].lineno, frame=own[-1].name)
    return json.dumps(report)[:LONGEST_TEXT].encode()


def reason(failure):
    try:
        text = str(failure)
    except Exception:
        text = ""
    if isinstance(failure, ValueError) and "read-only" in text:
        text += " (x and u must not be changed: copy them first)"
    return ": " + text[:1000] if text else ""


def end_with_the_jvm():
    """Whatever this process is doing then, and however the JVM ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the JVM's business, which wants to finish its step
    lifeline = os.dup(0)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)

    def wait():
        try:
            while os.read(lifeline, 1):
                pass
        finally:
            os._exit(0)

    threading.Thread(target=wait, daemon=True).start()
    if sys.platform.startswith("linux"):  # even while code in C holds the interpreter
        set_death_signal = 1
        ctypes.CDLL(None).prctl(set_death_signal, signal.SIGKILL)
    faulthandler.enable(sys.stderr)
    faulthandler.register(signal.SIGTERM, sys.stderr, all_threads=False, chain=True)  # says where it hangs


def main():
    end_with_the_jvm()
    connection = Connection(sys.argv[1])
    _, _, size = connection.receive(lambda operation, samples, size: size if 0 < size <= LARGEST_SETTINGS else -1)
    settings = json.loads(connection.text(size))
    try:
        simulator = Simulator(settings)
        connection.send(0, [json.dumps(simulator.description()).encode()])
    except BaseException as failure:
        connection.send(1, [told(failure, settings["file"])])
        os._exit(0)
    while True:
        operation, samples, _ = connection.receive(simulator.size_of)
        try:
            arrays = simulator.answer(operation, samples, connection.buffer)
        except BaseException as failure:
            connection.send(1, [told(failure, settings["file"])])
        else:
            connection.send(0, [np.asarray(array, "<f8") for array in arrays])


main()
