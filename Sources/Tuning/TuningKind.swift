/// How the value of a setting under `tuning:` is read.
package enum TuningKind: Sendable {
  /// Bytes, a share of memory, or `auto`.
  case memory
  case duration
  case integer
  case real
  case boolean
  case word([String])
  /// A name for the server to check: letters, digits and `_`.
  case name
  /// Pairs of seconds and changes, such as `900 1`.
  case savePoints
}
