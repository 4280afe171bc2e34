/**
 * The manifests of the folder {@code k8s}, checked without a cluster.
 *
 * <p>{@code operators.json.gz} holds the schemas of the custom resources of Kubeflow's Spark
 * operator 2.5 and Apache's Spark Kubernetes operator 1.0, both under the Apache License 2.0; only
 * their descriptions were removed.
 */
@NullMarked
package dev.barycenter.jobs.k8s;

import org.jspecify.annotations.NullMarked;
