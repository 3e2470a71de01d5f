import JSON

extension Coder where Value == Objectives {
  static let objectives: Coder<Objectives> = Coder.record(
    "objectives", Objectives()
  ) {
    Member("latencyMs", \.latency, .optional(.number), "The longest answer of 95 of 100 requests.")
    Member("errorsBasisPoints", \.errors, .optional(.number), "The largest share of 5xx, in hundredths of a percent.")
    Member("headers", \.headers, .list(.text).or([]), "Names of headers that answers must have.")
  }
}

extension Coder where Value == Metrics {
  static let metrics: Coder<Metrics> = Coder.record(
    "metrics", Metrics(path: "", port: 0)
  ) {
    Member("path", \.path, .text)
    Member("port", \.port, .number)
  }
}
