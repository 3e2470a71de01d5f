import Resolution
package import Rules
package import Diagnostics
import Model

/// Runs the probes of `ProbesRegistry`.
package enum Probes {
  /// The codes that only a run which reads the repository can give.
  package static let codes = Set(ProbesRegistry.kinds.map(\.code))

  /// Looks at the repository of a topology whose environments were all checked. What it finds goes into `bag`, and the
  /// files that findings point into are among `repository.sources` then.
  /// - Parameter hasDoubts: whether an error about a service makes what it has and lacks uncertain. One about a topology
  ///   that was made of other files does not: those lack what only a topology has.
  package static func run(
    in contexts: [CheckContext], _ repository: RepositoryReader, into bag: DiagnosticBag, hasDoubts: Bool = true
  ) {
    guard let first = contexts.first else { return }
    let context = ProbeContext(contexts, repository, bag, hasDoubts: hasDoubts)
    for probe in ProbesRegistry.probes { probe.run(in: context) }
    guard let bound = repository.bound, let service = first.services.first else { return }
    bag.report(
      .repositoryNotRead, at: service.declaration.nameSpan,
      "not all of the repository was read: it has \(words(bound, repository.limits))"
    ) {
      $0.notes = ["what was not read is not asked about; nothing is concluded from what was not found"]
      $0.help = ["give each service the folder of its own code: `root: …`"]
    }
  }

  private static func words(_ bound: RepositoryReader.Bound, _ limits: RepositoryReader.Limits) -> String {
    switch bound {
    case .files: "more than \(limits.files) files to read"
    case .folders: "more than \(limits.folders) directories"
    case .bytes: "more than \(limits.bytes >> 20) MiB of code"
    }
  }
}
