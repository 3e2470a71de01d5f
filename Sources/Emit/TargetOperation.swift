package import IR

/// What an operator does with an environment that runs.
package enum OperationTask: Sendable {
  /// A new version.
  case deploy
  /// Back to the version before. The data stay as they are.
  case goBack
  /// Values of secrets that have changed reach the services.
  case renewSecrets
  /// Everything again where nothing is left, with empty stores.
  case rebuild
  /// A dump of a store, now.
  case dump(Service)
  /// A dump is brought back. `FILE` is its name.
  case restore(Service)
}

/// How an environment that runs on a target is operated, in words of the target's own command line.
package protocol TargetOperation: Sendable {
  /// Where commands are run: a directory, from that of the topology.
  var directory: String { get }
  /// What must be done once before the commands work; nil: nothing.
  var preparation: String? { get }
  /// Shows what runs.
  var state: String { get }
  /// Shows the last lines that a service has logged; nil: it does not run there.
  func logs(of service: Service) -> String?
  /// Starts the processes of a service again; nil: it does not run there.
  func restart(_ service: Service) -> String?
  /// A command of a store's own image, run in its container; nil: the target runs none.
  func inside(_ store: Service, _ command: String) -> String?
  /// The lines of a shell that do it; empty: none do.
  func steps(_ task: OperationTask) -> [String]
  /// What must be known of it there, or how it is done without commands: sentences with periods. Nil: nothing.
  func note(_ task: OperationTask) -> String?
}
