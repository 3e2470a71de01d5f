import IR

/// What the processes of a service hold in memory when nothing happens, for estimates of cost.
package struct IdleMemory: Hashable, Sendable {
  /// Bytes, however many processes there are.
  package let base: Int
  /// Bytes of each worker.
  package let perWorker: Int

  /// Bytes with that many workers, from 1.
  package func bytes(workers: Int) -> Int { base + perWorker * workers }

  /// A program of which nothing is known, a server of files, or a compiled one.
  package static let other = IdleMemory(base: Resources.usualIdleMemory, perWorker: 0)

  /// Python: measured as PSS on Debian 12 in November 2026, with two workers: FastAPI under uvicorn 152 MiB, Flask with
  /// pandas under gunicorn 140 MiB.
  fileprivate static let python = IdleMemory(base: 30 << 20, perWorker: 60 << 20)
  /// Node: an estimate, not a measurement.
  fileprivate static let node = IdleMemory(base: 0, perWorker: 90 << 20)
}

extension Toolchain.Language {
  /// What programs in the language hold.
  package var idleMemory: IdleMemory {
    switch self {
    case .python: .python
    case .node: .node
    case .go: .other
    }
  }
}
