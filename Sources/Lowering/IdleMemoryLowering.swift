import IR
import Model
import Resolution
import Tuning

extension ServiceLowering {
  /// Bytes that one replica holds when nothing happens: of a store what its memory budget counts from the start on, of
  /// code what its language holds. 0 for what runs now and then.
  func idleMemory(of symbol: ServiceSymbol) -> Int {
    if !symbol.traits.isDisjoint(with: [.cron, .job]) { return 0 }
    if let budget = derived.tuned[symbol.name]?.memory, budget.idle > 0 { return budget.idle * Quantities.mebibyte }
    let memory = language(of: symbol)?.idleMemory ?? .other
    return memory.bytes(workers: WorkerArithmetic.workers(of: symbol))
  }

  /// The language of the code that runs; nil: it is not known, or the image serves finished files.
  private func language(of symbol: ServiceSymbol) -> Toolchain.Language? {
    guard symbol.traits.contains(.code), !symbol.traits.contains(.staticFiles) else { return nil }
    let origin = analysis.symbols.framework(of: symbol) ?? symbol
    return origin.toolChoice(origin.declaration.build?.value)?.tool.language
  }
}
