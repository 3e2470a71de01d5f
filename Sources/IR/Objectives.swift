/// What a service must achieve, as its clients see it (service level objectives).
package struct Objectives: Hashable, Sendable {
  /// The longest answer of 95 of 100 requests; nil: none is declared.
  package var latency: Milliseconds?
  /// The largest share of requests that fail by a fault of the service (5xx), in hundredths of a percent; nil: none is
  /// declared.
  package var errors: Int?
  /// Names of headers that answers must have, as written.
  package var headers: [String] = []

  package init(latency: Milliseconds? = nil, errors: Int? = nil, headers: [String] = []) {
    self.latency = latency
    self.errors = errors
    self.headers = headers
  }
}

/// Where a service answers with its metrics, in the text format of Prometheus.
package struct Metrics: Hashable, Sendable {
  /// Begins with `/`.
  package var path: String
  /// From 1 to 65535; that of the service where no other is written.
  package var port: Int

  package init(path: String, port: Int) {
    self.path = path
    self.port = port
  }
}
