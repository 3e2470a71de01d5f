import Diagnostics
import IR

/// Why a plug-in gave nothing.
package enum PluginFailure: Error, Hashable, Sendable {
  /// It ended, or was ended: `ended with status 3`.
  case call(String, said: String)
  /// What it wrote is not what was asked for, with the place in it.
  case answer(String, said: String)
  /// It speaks only these versions of the IR.
  case version([String])

  /// - Parameter span: the place that names the target, as the program counts it.
  package func finding(_ name: String, span: Int?) -> EmitFinding {
    let program = "plug-in `\(Plugin.programPrefix)\(name)`"
    switch self {
    case .call(let reason, let said):
      return EmitFinding(.pluginFailed, "\(program) \(reason)", span: span, notes: Self.notes([], said))
    case .answer(let reason, let said):
      return EmitFinding(
        .pluginFailed, "\(program) wrote something that is no answer", span: span,
        notes: Self.notes([reason], said),
        help: ["`infracc schema plugin` describes what a plug-in writes; tell its author"])
    case .version(let versions):
      let theirs = Words.enumeration(Array(versions.prefix(4)))
      return EmitFinding(
        .pluginVersion, "\(program) speaks the IR \(theirs), this compiler \(IRCoding.version)", span: span,
        help: ["install a version of the plug-in that was made for this one, or a newer infracc"])
    }
  }

  private static func notes(_ notes: [String], _ said: String) -> [String] {
    said.isEmpty ? notes : notes + ["it said:\n" + said]
  }
}
