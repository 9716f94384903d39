"""Writes the archives beside it: pip install numpy ml_dtypes, then python make.py"""
import os
import numpy as np
import ml_dtypes

here = os.path.dirname(os.path.abspath(__file__))


def at(name):
    return os.path.join(here, name)


types = {
    "BOOL": np.array([[True, False]]),
    "UINT8": np.array([[1, 255]], np.uint8),
    "UINT16": np.array([[1, 65535]], np.uint16),
    "UINT32": np.array([[1, 2**32 - 1]], np.uint32),
    "UINT64": np.array([[1, 2**64 - 1]], np.uint64),
    "INT8": np.array([[1, -1]], np.int8),
    "INT16": np.array([[1, -2]], np.int16),
    "INT32": np.array([[1, -2]], np.int32),
    "INT64": np.array([[1, -2]], np.int64),
    "FP16": np.array([[1, -2]], np.float16),
    "BF16": np.array([[1, -2]], ml_dtypes.bfloat16),
    "FP32": np.array([[1, -2]], np.float32),
    "FP64": np.array([[1, -2]], np.float64),
    "BYTES": np.array([[b"a", b"bcd"]]),
}
np.savez(at("types.npz"), **types)
np.savez_compressed(
    at("big-endian-and-text.npz"),
    FP32=types["FP32"].astype(">f4"),
    BYTES=np.array([["hé", "", "\U0001f600"]]),
)
np.savez(
    at("rows.npz"),
    x=np.arange(6, dtype=np.float32).reshape(3, 2),
    expected_y=np.array([[0.5], [1.5], [2.5]], np.float32),
)
np.savez(at("fortran.npz"), x=np.asfortranarray(np.zeros((2, 3), np.float32)))
np.savez(at("objects.npz"), x=np.array([{}, []], dtype=object))
np.savez(at("complex.npz"), x=np.zeros((2, 2), np.complex64))
