package import IR

/// How a store is measured: by which program, and what of its numbers is an alarm. The directory of the engine's emitter
/// answers with it.
package struct StoreMeasurement: Sendable {
  /// What asks the server and answers with its numbers.
  package var exporter: Exporter
  package var alerts: [Alert]
  /// What a dashboard shows of it.
  package var panels: [MeasuredPanel]

  package init(_ exporter: Exporter, alerts: [Alert], panels: [MeasuredPanel]) {
    self.exporter = exporter
    self.alerts = alerts
    self.panels = panels
  }

  package struct Exporter: Sendable {
    package var image: String
    package var port: Int
    package var environment: [Store.Variable]
    /// What else it is told, for a page: sentences with periods.
    package var notes: [String]

    package init(image: String, port: Int, environment: [Store.Variable], notes: [String] = []) {
      self.image = image
      self.port = port
      self.environment = environment
      self.notes = notes
    }
  }
}

/// A diagram of a dashboard.
package struct MeasuredPanel: Sendable {
  package enum Unit: String, Sendable {
    case number = "none"
    case bytes = "bytes"
    case seconds = "s"
  }

  package var title: String
  package var unit: Unit
  /// Lines: an expression in PromQL, and the template of its name.
  package var lines: [(expression: String, name: String)]
  /// A limit that is drawn in red; nil: none.
  package var limit: Int?

  package init(_ title: String, _ unit: Unit, _ lines: [(expression: String, name: String)], limit: Int? = nil) {
    self.title = title
    self.unit = unit
    self.lines = lines
    self.limit = limit
  }
}

/// A program that measures an environment, or keeps what is measured: a container beside the services.
package struct MeasuringProgram: Sendable {
  /// Its name in the networks of the target, a DNS label that no service has.
  package var name: String
  package var image: String
  /// The words of its process; empty: the image's own.
  package var words: [String] = []
  package var environment: [Store.Variable] = []
  /// Files of the output directory, and where they are in the container.
  package var files: [(source: String, path: String)] = []
  package var port: Int
  /// Whether people reach its port, on the loopback address of the machine.
  package var isForPeople = false
  /// The store that it asks; nil: none.
  package var store: Service?
  /// Whether it must reach services that are no stores.
  package var reachesServices = false
  /// Whether it must reach what asks stores.
  package var reachesStores = false
  /// A directory whose files outlive it; nil: it keeps nothing.
  package var dataPath: String?
  /// A directory that it writes to and whose files do not outlive it; nil: none.
  package var scratchPath: String?
  package var cpuMilli = 100
  package var memoryBytes = 128 << 20

  package init(_ name: String, image: String, port: Int) {
    self.name = name
    self.image = image
    self.port = port
  }
}

extension Program {
  /// Whether something that it lists measures its stores.
  var isMeasured: Bool {
    companions.compactMap(Emitters.named).contains {
      $0.capabilities.measuresStores && $0.builds(environment.kind)
    }
  }
}

/// How programs beside the services reach them on a target.
package protocol MeasuredTarget: Sendable {
  /// The host of a service itself, past poolers and proxies.
  func host(of service: Service) -> String
  /// The host of a program beside the services.
  func host(of program: MeasuringProgram) -> String
  /// The type of the DNS records that such a host has one of for every replica; nil: one address leads to all of them.
  var replicaRecords: String? { get }
  /// Whether own domains lead to it.
  var servesDomains: Bool { get }
  /// The name of the file that starts the programs, beside the other files for measuring; nil: they are started by hand.
  var startFile: String? { get }
  /// Writes that file.
  func writeStart(of programs: [MeasuringProgram], to writer: inout TextWriter)
  /// How they are started, as lines of a shell in `directory`; empty: by hand.
  var startCommands: [String] { get }
  /// The directory of those lines, from that of the topology.
  var directory: String { get }
  /// What must be known of them there: sentences with periods.
  var notes: [String] { get }
}
