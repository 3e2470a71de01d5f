package import IR

/// Something that goes wrong in an environment: a section of the runbook, and what an alert leads to.
package struct Incident: Sendable {
  package enum Kind: Hashable, Sendable {
    /// A service does not answer its health path.
    case serviceDown
    /// Answers take longer than an objective.
    case slow
    /// More requests fail than an objective permits.
    case errors
    /// The certificate of an own domain is about to end.
    case certificate
    /// A store accepts no connection.
    case storeDown
    /// More connections are open than are accounted for, or few are left.
    case connections
    /// The volume of a store fills up.
    case disk
    /// The memory that a store may use for keys is full.
    case memory
    /// A store could not save its data.
    case snapshot
  }

  package let kind: Kind
  /// The store that it is about; nil: it is about no single one.
  package let store: Service?

  /// The heading of its section, Markdown.
  var title: String { Self.title(kind, store.map { MarkdownDocument.code($0.name) } ?? "") }

  /// The anchor of the heading, as code platforms make it of its text: lower case, a `-` for each space, without other
  /// punctuation (GitHub, "Basic writing and formatting syntax", section links, 2026-11).
  package var anchor: String {
    Self.title(kind, store?.name ?? "").lowercased().replacing(" ", with: "-")
  }

  private static func title(_ kind: Kind, _ store: String) -> String {
    switch kind {
    case .serviceDown: "A service does not answer"
    case .slow: "A service is slow"
    case .errors: "Too many requests fail"
    case .certificate: "A certificate is about to expire"
    case .storeDown: "\(store) does not answer"
    case .connections: "\(store) has too many connections"
    case .disk: "The volume of \(store) fills up"
    case .memory: "The memory of \(store) is full"
    case .snapshot: "\(store) cannot save its data"
    }
  }

  /// Those that can happen in an environment, in the order of the runbook.
  package static func all(in program: Program) -> [Incident] {
    let web = program.services.filter { $0.category == .web }
    var incidents: [Incident] = []
    func add(_ kind: Kind, when applies: Bool = true, _ store: Service? = nil) {
      if applies { incidents.append(Incident(kind: kind, store: store)) }
    }
    add(.serviceDown, when: web.contains(where: \.hasHealthPath))
    add(.slow, when: web.contains { $0.objectives?.latency != nil })
    add(.errors, when: web.contains { $0.objectives?.errors != nil })
    add(.certificate, when: program.services.contains { !$0.exposure.domains.isEmpty })
    for store in program.services where store.isStore {
      let configuration = Emitters.configuration(of: store, in: program)
      add(.storeDown, store)
      add(.connections, when: program.connectionBudget(of: store.name) != nil, store)
      add(.disk, when: store.store?.keepsData == true && store.resources.storageBytes != nil, store)
      add(.memory, when: configuration?.keySpace != nil, store)
      add(.snapshot, when: configuration?.snapshots.isEmpty == false, store)
    }
    return incidents
  }
}

extension Service {
  /// Whether it has a path that is asked for its health.
  var hasHealthPath: Bool { healthPath != nil }

  /// The path that is asked for its health; nil: none is.
  var healthPath: String? {
    if case .http(let path)? = health?.check { path } else { nil }
  }
}
