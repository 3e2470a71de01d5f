package import Diagnostics
import Model
import Probes

/// E0217 for a compose file: what is built from or mounted is not in the repository. For a file that is missing, Docker
/// makes a directory of its name.
package enum MountedFileMissing: StackRule {
  package static var kind: DiagnosticKind { .pathNotFound }

  package static func run(in context: StackContext) {
    // Paths of a file that is laid over another one count from that one's directory.
    guard context.isCheckout, context.stack.isComplete else { return }
    for service in context.stack.services {
      checkBuild(service, context)
      for mount in service.mounts where mount.kind == .bind {
        guard let source = mount.source, let target = mount.target, let span = mount.sourceSpan, source.hasPrefix("."),
          isFile(source), isFile(target), let path = context.repository.join(context.stack.folder, source),
          isMissing(path, context)
        else { continue }
        context.report(kind, at: span, "`\(source)` does not exist") {
          $0.notes = ["Docker makes a directory of that name, and a directory cannot be mounted onto a file"]
          $0.help = ["add the file, or correct the path, which counts from the directory of the compose file"]
        }
      }
    }
  }

  private static func checkBuild(_ service: StackService, _ context: StackContext) {
    guard context.stack.dialect == .compose, let build = service.build, !build.isUnusual, let text = build.context,
      let path = text.known, !path.contains("://"), !path.hasPrefix("git@"),
      let folder = context.repository.join(context.stack.folder, path)
    else { return }
    guard context.repository.list(folder) != nil else {
      guard context.sawAll else { return }
      context.report(kind, at: text.span, "`\(path)` does not exist") {
        $0.help = ["correct the path of the build context, which counts from the directory of the compose file"]
      }
      return
    }
    guard let dockerfile = build.dockerfile, let name = dockerfile.known,
      let file = context.repository.join(folder, name), isMissing(file, context)
    else { return }
    context.report(kind, at: dockerfile.span, "`\(name)` does not exist in `\(path)`") {
      $0.help = ["correct the path, which counts from the build context"]
    }
  }

  /// The last part has an ending, so that a file is meant.
  private static func isFile(_ path: String) -> Bool {
    guard let name = path.split(separator: "/").last, !path.hasSuffix("/") else { return false }
    return name.dropFirst().contains(".") && !name.hasSuffix(".d") && name != ".." && !name.hasSuffix(".sock")
  }

  /// It is not there, and git does not keep it out: what git ignores an operator makes.
  private static func isMissing(_ path: String, _ context: StackContext) -> Bool {
    context.sawAll && !context.repository.hasFile(path) && context.repository.list(path) == nil
      && !context.ignored.covers(path)
  }
}
