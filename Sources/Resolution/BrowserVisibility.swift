package import IR
import Model

/// Which variables end in a browser, and when they are read.
package enum BrowserVisibility {
  /// `NEXT_PUBLIC_*` and `VITE_*` in every service, `PUBLIC_*` where files are served.
  package static func isVisible(_ symbol: VariableSymbol, of service: ServiceSymbol) -> Bool {
    if let visible = symbol.writtenKeys?.visible { return visible.value == "browser" }
    return prefix(symbol.name, of: service) != nil
  }

  /// The same for a name, which need not be that of a variable.
  package static func isVisible(_ name: String, of service: ServiceSymbol) -> Bool {
    service.variable(name).map { isVisible($0, of: service) } ?? (prefix(name, of: service) != nil)
  }

  /// The prefix that makes a name visible.
  package static func prefix(_ name: String, of service: ServiceSymbol) -> String? {
    // Every variable is asked about several times, and hardly one begins so.
    switch name.utf8.first {
    case UInt8(ascii: "N"): name.hasPrefix("NEXT_PUBLIC_") ? "NEXT_PUBLIC_" : nil
    case UInt8(ascii: "V"): name.hasPrefix("VITE_") ? "VITE_" : nil
    case UInt8(ascii: "P"): service.traits.contains(.staticFiles) && name.hasPrefix("PUBLIC_") ? "PUBLIC_" : nil
    default: nil
    }
  }

  package static func phase(_ symbol: VariableSymbol, of service: ServiceSymbol) -> Variable.Phase {
    if let when = symbol.writtenKeys?.when, let phase = Variable.Phase(rawValue: when.value) { return phase }
    return prefix(symbol.name, of: service) != nil ? .build : .run
  }
}
