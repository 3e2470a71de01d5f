import IR

/// How programs that measure an environment reach it in a cluster, which usually has a Prometheus already.
struct KubernetesMeasuring: MeasuredTarget {
  let project: KubernetesProject
  let directory: String

  func host(of service: Service) -> String { host(project.host(of: service)) }

  func host(of program: MeasuringProgram) -> String { host(program.name) }

  /// With the namespace: Prometheus is usually in one of its own.
  private func host(_ name: String) -> String { "\(name).\(project.namespace).svc" }

  /// The address of a Service leads to all of its pods.
  var replicaRecords: String? { nil }

  var servesDomains: Bool { true }

  var startFile: String? { nil }

  func writeStart(of programs: [MeasuringProgram], to writer: inout TextWriter) {}

  var startCommands: [String] { [] }

  var notes: [String] {
    [
      "Not written: Deployments of the exporters, a ServiceMonitor, a PrometheusRule. A cluster usually has a Prometheus, and "
        + "its operator decides how it finds targets. Take the scrape jobs and the group of alerts into it, and run each "
        + "exporter under Programs in the namespace `\(project.namespace)` with a Service of that name.",
      "The NetworkPolicies of these manifests let nothing else in: allow the exporters to reach the stores, and Prometheus to "
        + "reach the services.",
      "Metrics of a service with several replicas are those of one of them at a time behind its Service; a PodMonitor asks "
        + "each pod.",
    ]
  }
}
