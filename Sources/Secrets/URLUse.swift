import IR
import Model

/// Secrets that become part of a URL as they are: nobody sees the value when the URL is put together, so nobody encodes it.
enum URLUse {
  /// The ids of such secrets, whatever the target.
  static func secrets(of program: Program) -> Set<String> {
    var found: Set<String> = []
    for service in program.services {
      for variable in service.env + (service.build?.args ?? []) + service.files.compactMap(\.composed) {
        variable.value?.walk { expression in
          switch expression {
          case .encode(.uri, let inner): found.formUnion(inner.secretIDs)
          case .url: found.formUnion(expression.secretIDs)
          case .concat(let parts):
            guard case .literal(let beginning)? = parts.first, isBeginning(beginning) else { return }
            found.formUnion(expression.secretIDs)
          default: break
          }
        }
      }
    }
    return found
  }

  /// `https://…`
  private static func isBeginning(_ text: String) -> Bool {
    guard let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")) else { return false }
    return text.utf8[colon...].starts(with: "://".utf8)
  }

  /// The first character of a value that a URL reads otherwise, from 1.
  static func firstUnsafe(in value: String) -> (character: Character, number: Int)? {
    for (index, character) in value.enumerated() where !character.utf8.allSatisfy({ SecretDeclaration.isSafeInURL($0) })
    {
      return (character, index + 1)
    }
    return nil
  }
}
