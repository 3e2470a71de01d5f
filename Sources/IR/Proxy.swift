/// One address for several services: its routes, and the settings of all of them.
package struct Proxy: Hashable, Sendable {
  /// Where requests of one path, or of one host and path, go.
  package struct Route: Hashable, Sendable {
    /// Nil: every host of the proxy.
    package var host: String?
    /// Whole segments without a slash at the end, `/api`; `/` takes what no other route does.
    package var prefix: String
    /// The declared name of the service.
    package var service: String
    /// The port of the service.
    package var port: Int
    /// The prefix is removed before the request is forwarded.
    package var isStripped: Bool
    /// How long the service may take until it begins to answer; nil: not known.
    package var patience: Milliseconds?
    /// The number of its span in the program.
    package var span: Int?

    package init(
      host: String? = nil, prefix: String, service: String, port: Int, isStripped: Bool = false,
      patience: Milliseconds? = nil, span: Int? = nil
    ) {
      self.host = host
      self.prefix = prefix
      self.service = service
      self.port = port
      self.isStripped = isStripped
      self.patience = patience
      self.span = span
    }
  }

  /// Where the certificates come from.
  package enum Encryption: String, Sendable, CaseIterable {
    /// Plain HTTP.
    case off
    /// A public authority, over ACME.
    case acme
    /// An authority of the proxy's own.
    case `internal`
  }

  /// In order of declaration.
  package var routes: [Route] = []
  /// The largest body of a request, in bytes.
  package var bodyBytes = 10 << 20
  /// Whether security headers are added to answers, and the one that names the server is removed.
  package var addsHeaders = true
  /// Nil: a public authority where there are own domains, else none.
  package var encryption: Encryption?
  /// How long open requests may take after the stop signal.
  package static let grace: Milliseconds = 30_000

  package init() {}
}

/// A directory of the working tree in a container, so that edits take effect without a build.
package struct WorkingMount: Hashable, Sendable {
  /// In the container, absolute.
  package var path: String
  /// Relative to the topology; nil: what the image has at the path stays visible.
  package var source: String?

  package init(path: String, source: String?) {
    self.path = path
    self.source = source
  }
}

extension Program {
  /// The first route of a proxy that leads to a service, by its declared name, with the proxy; nil: none does. One for
  /// all paths is taken before one for some.
  package func front(of service: String) -> (proxy: Service, route: Proxy.Route)? {
    var found: (proxy: Service, route: Proxy.Route)?
    for case let (proxy, routes?) in proxies.map({ ($0, $0.proxy?.routes) }) {
      for route in routes where route.service == service {
        if route.prefix == "/" { return (proxy, route) }
        found = found ?? (proxy, route)
      }
    }
    return found
  }
}

extension Service {
  /// `entrypoint` followed by `command`, for a target where one command replaces both. Nil: the image's own.
  package var wholeCommand: Command? {
    guard let entrypoint else { return command }
    return entrypoint.followed(by: command)
  }

  /// The same outside its image.
  package var wholeLocalCommand: Command? {
    guard let entrypoint else { return localCommand ?? command }
    return entrypoint.followed(by: localCommand ?? command)
  }
}

extension Command {
  /// The command that runs where this is the entrypoint of a container, and the other one its arguments.
  fileprivate func followed(by command: Command?) -> Command? {
    guard case .words(let words) = self else { return self }
    switch command {
    case nil: return words.isEmpty ? nil : self
    case .words(let arguments)?: return .words(words + arguments)
    case .shell(let text)?:
      return words.isEmpty ? command : .words(words + ["/bin/sh", "-c", text].map { .text($0) })
    }
  }
}
