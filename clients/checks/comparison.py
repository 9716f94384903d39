"""Whether two arrays agree."""

import numpy


def as_text(array):
    return numpy.array([v.decode() if isinstance(v, bytes) else v for v in array.ravel()], object).reshape(array.shape)


def as_bytes(array):
    return numpy.array([v.encode() if isinstance(v, str) else v for v in array.ravel()], object).reshape(array.shape)


def same(name, got, want):
    """Asserts that two arrays agree: to the bit, but for floating results, which may differ in the last digits."""
    assert got is not None, f"{name}: expected an array of shape {want.shape}, found none"
    assert got.shape == want.shape, f"{name}: expected shape {want.shape}, found {got.shape}"
    if want.dtype == object:
        got, want = as_bytes(got), as_bytes(want)
        wrong = [i for i, (g, w) in enumerate(zip(got.ravel(), want.ravel())) if g != w]
        assert not wrong, f"{name}[{wrong[0]}]: expected {want.ravel()[wrong[0]]!r}, found {got.ravel()[wrong[0]]!r}"
        return
    assert got.dtype == want.dtype, f"{name}: expected {want.dtype}, found {got.dtype}"
    if got.tobytes() == want.tobytes():
        return
    if want.dtype.kind == "f":
        close = numpy.isclose(got, want, rtol=1e-4, atol=1e-6, equal_nan=True)
    else:
        close = got == want
    wrong = numpy.argwhere(~close)
    assert not len(wrong), f"{name}{wrong[0].tolist()}: expected {want[tuple(wrong[0])]}, found {got[tuple(wrong[0])]}"
