"""Sequences: the steps of Triton's own sequence examples, written anew, and what a client gets wrong."""

import uuid

import numpy
import tritonclient.grpc
import tritonclient.http

from checks.streams import Stream
from checks.suite import check
from checks.target import refused, tensors

DOORS = {"gRPC": tritonclient.grpc, "HTTP": tritonclient.http}
VALUES = [11, 7, 5, 3, 2, 0, 1]


def one(value):
    return {"INPUT": numpy.full((1, 1), value, dtype=numpy.int32)}


def steps(values):
    """Each value with whether it is the first and the last."""
    return [(value, i == 0, i == len(values) - 1) for i, value in enumerate(values)]


@check(needs=["simple_sequence"])
def streamed(target):
    """Triton's example: three sequences at once on one gRPC stream, one of them named by a text"""
    sent = {1000: [0, *VALUES], 1001: [100, *(-v for v in VALUES)], str(uuid.uuid4()): [20, *(-v for v in VALUES)]}
    found = {str(sequence): [] for sequence in sent}
    with target.grpc() as client, Stream(client) as stream:
        for sequence, values in sent.items():
            for value, start, end in steps(values):
                client.async_stream_infer(
                    "simple_sequence",
                    tensors(tritonclient.grpc, one(value)),
                    request_id=str(sequence),
                    sequence_id=sequence,
                    sequence_start=start,
                    sequence_end=end,
                )
        for _ in range(sum(map(len, sent.values()))):
            result, error = stream.next()
            assert error is None, error
            found[result.get_response().id].append(int(result.as_numpy("OUTPUT")[0][0]))
    for sequence, values in sent.items():
        want = [values[0] + 1, *values[1:]]
        assert found[str(sequence)] == want, f"sequence {sequence}: expected {want}, found {found[str(sequence)]}"


@check(each=DOORS, needs=["running_sum"])
def kept_state(target, door):
    """Sequences: the server keeps the sum of each of two, named by a number and by a text"""
    library = DOORS[door]
    with target.grpc() if door == "gRPC" else target.http() as client:
        sums = {(1 << 40) + len(door): 0, f"named-{door}": 1000}
        for value, start, end in steps(VALUES):
            for sequence in sums:
                sums[sequence] += value
                result = client.infer(
                    "running_sum",
                    tensors(library, one(sums[sequence] if start else value)),
                    sequence_id=sequence,
                    sequence_start=start,
                    sequence_end=end,
                )
                found = int(result.as_numpy("OUTPUT")[0][0])
                assert found == sums[sequence], f"sequence {sequence}: expected {sums[sequence]}, found {found}"


@check(each=DOORS, needs=["running_sum"])
def mistakes(target, door):
    """Sequences: one that was not started, or has ended, or has no id"""
    library = DOORS[door]
    made = tensors(library, one(1))
    with target.grpc() if door == "gRPC" else target.http() as client:
        client.infer("running_sum", made, sequence_id=7001, sequence_start=True, sequence_end=True)
        refused(lambda: client.infer("running_sum", made, sequence_id=7001), "must specify the START flag")
        refused(lambda: client.infer("running_sum", made, sequence_id=7002, sequence_end=True), "must specify the START flag")
        refused(lambda: client.infer("running_sum", made), "must specify a non-zero or non-empty correlation ID")
