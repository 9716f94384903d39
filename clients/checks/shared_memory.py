"""Tensors in system shared memory, as Triton's client makes it."""

import contextlib
import os

import numpy
import tritonclient.grpc
import tritonclient.http
import tritonclient.utils.shared_memory as shared_memory

from checks.suite import check
from checks.target import refused, tensors

DOORS = {"gRPC": tritonclient.grpc, "HTTP": tritonclient.http}
SIZE = 64  # bytes of one tensor of `simple`


@contextlib.contextmanager
def region(client, name, size):
    """A region that exists and is registered within the block."""
    key = f"/gyre-check-{os.getpid()}-{name}"
    handle = shared_memory.create_shared_memory_region(name, key, size)
    try:
        client.register_system_shared_memory(name, key, size)
        yield handle
    finally:
        client.unregister_system_shared_memory(name)
        shared_memory.destroy_shared_memory_region(handle)


@check(each=DOORS, needs=["simple"])
def tensors_in_regions(target, door):
    """Shared memory: inputs are read from a region, outputs put into another"""
    library = DOORS[door]
    first, second = numpy.arange(16, dtype=numpy.int32), numpy.full(16, 5, numpy.int32)
    with target.grpc() if door == "gRPC" else target.http() as client, \
            region(client, "in", 2 * SIZE) as source, region(client, "out", 2 * SIZE) as sink:
        shared_memory.set_shared_memory_region(source, [first, second])
        inputs = [library.InferInput(f"INPUT{i}", [1, 16], "INT32") for i in (0, 1)]
        outputs = [library.InferRequestedOutput(f"OUTPUT{i}") for i in (0, 1)]
        for i in (0, 1):
            inputs[i].set_shared_memory("in", SIZE, i * SIZE)
            outputs[i].set_shared_memory("out", SIZE, i * SIZE)
        for _ in range(3):
            result = client.infer("simple", inputs, outputs=outputs)
            assert result.get_output("OUTPUT0") is not None
            for i, want in enumerate((first + second, first - second)):
                found = shared_memory.get_contents_as_numpy(sink, numpy.int32, [16], offset=i * SIZE)
                assert (found == want).all(), f"expected {want}, found {found}"

        # One input in the region, one in the message; one output in each.
        mixed = [inputs[0], *tensors(library, {"INPUT1": second.reshape(1, 16)})]
        result = client.infer("simple", mixed, outputs=[outputs[0], library.InferRequestedOutput("OUTPUT1")])
        assert (result.as_numpy("OUTPUT1") == first - second).all()

        outputs[0].set_shared_memory("out", SIZE - 1)
        refused(lambda: client.infer("simple", inputs, outputs=outputs), "should be at least 64 bytes")
        inputs[0].set_shared_memory("in", SIZE, SIZE + 1)
        refused(lambda: client.infer("simple", inputs), "shared memory region")
        inputs[0].set_shared_memory("nowhere", SIZE)
        refused(lambda: client.infer("simple", inputs), "Unable to find shared memory region")


@check(each=DOORS)
def status(target, door):
    """Shared memory: regions are shown while they are registered"""
    with target.grpc() if door == "gRPC" else target.http() as client:
        with region(client, "shown", 128):
            found = client.get_system_shared_memory_status("shown")
            if door == "gRPC":
                assert found.regions["shown"].byte_size == 128, found
            else:
                assert found[0]["name"] == "shown" and found[0]["byte_size"] == 128, found
            refused(lambda: client.register_system_shared_memory("shown", "/other", 1))
        refused(lambda: client.get_system_shared_memory_status("shown"), "Unable to find")
        refused(lambda: client.register_system_shared_memory("r", "/../../etc/passwd", 1))
        refused(lambda: client.register_system_shared_memory("r", "/gyre-check-no-such-key", 1), "Unable to open")
