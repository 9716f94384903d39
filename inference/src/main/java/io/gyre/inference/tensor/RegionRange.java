package io.gyre.inference.tensor;

/**
 * Bytes of a region of shared memory that a client registered, in which a tensor lies or is to be
 * put.
 *
 * @param region the region's name
 * @param offset first byte, from the region's start, at least 0
 * @param byteSize how many bytes, at least 0
 */
public record RegionRange(String region, long offset, long byteSize) {}
