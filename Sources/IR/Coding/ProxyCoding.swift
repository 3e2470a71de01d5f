import JSON

extension Coder where Value == Proxy {
  static let proxy: Coder<Proxy> = Coder.record("proxy", Proxy()) {
    Member("routes", \.routes, .list(.route))
    Member("bodyBytes", \.bodyBytes, .number, "The largest body of a request.")
    Member("headers", \.addsHeaders, .bool, "Headers are added to answers.")
    Member("tls", \.encryption, .optional(.encryption), "None: `acme` where there are own domains, else `off`.")
  }
}

extension Coder where Value == Proxy.Encryption {
  fileprivate static let encryption: Coder<Proxy.Encryption> = Coder.word()
}

extension Coder where Value == Proxy.Route {
  fileprivate static let route: Coder<Proxy.Route> = Coder.record(
    "route", Proxy.Route(prefix: "", service: "", port: 0)
  ) {
    Member("host", \.host, .optional(.text), "None: every host of the proxy.")
    Member("prefix", \.prefix, .text, "Whole segments, without a slash at the end.")
    Member("service", \.service, .text)
    Member("port", \.port, .number)
    Member("strip", \.isStripped, .bool, "The prefix is removed before the request is forwarded.")
    Member("patienceMs", \.patience, .optional(.number), "How long it may take until it begins to answer.")
    Member("span", \.span, .span)
  }
}

extension Coder where Value == WorkingMount {
  static let workingMount: Coder<WorkingMount> = Coder.record("workingMount", WorkingMount(path: "", source: nil)) {
    Member("path", \.path, .text)
    Member("source", \.source, .optional(.text), "None: what the image has at the path stays visible.")
  }
}
