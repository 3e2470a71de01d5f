import IR
import Model
import Resolution

/// The variables with which static files are collected while an image is made.
enum CollectedStatic {
  /// Nil where none are collected, by type or because the topology disables it.
  static func values(of symbol: ServiceSymbol) -> [Recipe.Pair]? {
    guard symbol.traits.contains(.collectsStatic) else { return nil }
    switch symbol.declaration.build?.value.collectstatic?.value ?? .standard {
    case .no: return nil
    case .with(let names): return names.map { Recipe.Pair($0, value(of: $0)) }
    }
  }

  /// A placeholder with which settings can be read, of the type that the name implies.
  private static func value(of name: String) -> String {
    for type in Conventions.convention(for: name)?.types ?? [] {
      switch type {
      // A database that needs no server, wherever the code leaves the choice.
      case .url(let schemes):
        if schemes.contains(where: { $0.name == "sqlite" }) { return "sqlite:///:memory:" }
      case .bool: return "false"
      case .int: return "1"
      case .port: return "8000"
      case .enumeration(let words): return words.first ?? "collectstatic"
      case .list(.origin), .origin: return "https://localhost"
      case .email: return "collectstatic@localhost"
      default: continue
      }
    }
    guard case .url(let schemes)? = Conventions.convention(for: name)?.types.first else { return "collectstatic" }
    return (schemes.first?.name ?? "http") + "://localhost"
  }
}
