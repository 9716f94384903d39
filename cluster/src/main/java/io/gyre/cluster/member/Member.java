package io.gyre.cluster.member;

/**
 * One worker process as membership sees it.
 *
 * @param id the worker's identity, unique in the cluster
 * @param host name or address of its gRPC port
 * @param port its gRPC port, for inference and control alike
 */
public record Member(String id, String host, int port) {}
