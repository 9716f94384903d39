package io.gyre.router.grpc;

import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.stub.StreamObserver;
import io.gyre.proto.inference.GRPCInferenceServiceGrpc;
import io.gyre.router.directory.ModelDirectory;

/**
 * gRPC's health service, which says of server and inference service what the directory says of
 * readiness.
 */
final class ReadinessHealth extends HealthGrpc.HealthImplBase {
  private final ModelDirectory directory;
  private final HealthStatusManager manager = new HealthStatusManager();
  private final HealthGrpc.HealthImplBase service =
      (HealthGrpc.HealthImplBase) manager.getHealthService();

  ReadinessHealth(ModelDirectory directory) {
    this.directory = directory;
  }

  /** Looks at the directory, and tells watchers where readiness has changed. */
  void refresh() {
    ServingStatus status = directory.isReady() ? ServingStatus.SERVING : ServingStatus.NOT_SERVING;
    manager.setStatus(HealthStatusManager.SERVICE_NAME_ALL_SERVICES, status);
    manager.setStatus(GRPCInferenceServiceGrpc.SERVICE_NAME, status);
  }

  /** Says NOT_SERVING from now on. */
  void end() {
    manager.enterTerminalState();
  }

  @Override
  public void check(
      HealthCheckRequest request, StreamObserver<HealthCheckResponse> responseObserver) {
    refresh();
    service.check(request, responseObserver);
  }

  @Override
  public void watch(
      HealthCheckRequest request, StreamObserver<HealthCheckResponse> responseObserver) {
    refresh();
    service.watch(request, responseObserver);
  }
}
