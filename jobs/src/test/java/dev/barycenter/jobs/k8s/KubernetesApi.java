package dev.barycenter.jobs.k8s;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.fabric8.mockwebserver.crud.AttributeSet;
import io.fabric8.mockwebserver.dsl.HttpMethod;
import io.fabric8.mockwebserver.http.MockResponse;
import io.fabric8.mockwebserver.http.RecordedRequest;
import java.util.List;
import java.util.Map;

/**
 * An API that keeps what is sent to it; with two things of a real one that Spark relies on: a new
 * pod is pending, and what is applied and not there yet is made.
 */
final class KubernetesApi extends KubernetesCrudDispatcher {
  KubernetesApi() {
    super(List.of());
  }

  @Override
  public void processEvent(
      String path,
      AttributeSet place,
      AttributeSet before,
      GenericKubernetesResource object,
      String state) {
    if (object != null
        && object.getKind().equals("Pod")
        && object.getAdditionalProperties().get("status") == null) {
      object.setAdditionalProperty("status", Map.of("phase", "Pending"));
      super.processEvent(path, place, before, object, Serialization.asJson(object));
    } else {
      super.processEvent(path, place, before, object, state);
    }
  }

  @Override
  public MockResponse handlePatch(RecordedRequest request) {
    String path = request.getPath().replaceFirst("\\?.*", "");
    boolean apply = String.valueOf(request.getHeader("Content-Type")).contains("apply-patch");
    if (!apply) {
      return super.handlePatch(request);
    }
    return handleGet(path).code() == 404
        ? handleCreate(with(request, HttpMethod.POST, path.replaceFirst("/[^/]+$", "")))
        : handleUpdate(with(request, HttpMethod.PUT, path));
  }

  private static RecordedRequest with(RecordedRequest request, HttpMethod method, String path) {
    return new RecordedRequest(
        request.getHttpVersion(), method, path, request.getHeaders(), request.getBody());
  }
}
