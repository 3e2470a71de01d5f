package import Diagnostics
import Model
import Syntax

/// E0218 for the file of a platform: a schedule that no cron can read.
package enum PlatformSchedule: StackRule {
  package static var kind: DiagnosticKind { .malformedSchedule }

  /// Signs of dialects that some platforms read beyond the five fields.
  private static let extensions: Set<Character> = ["@", "L", "W", "?", "#", "H"]

  package static func run(in context: StackContext) {
    for service in context.stack.services {
      guard let schedule = service.facts.schedule, let scalar = schedule.node.filled,
        schedule.value.split(separator: " ").count != 6, !schedule.value.contains(where: extensions.contains),
        case .failure(let problem) = CronSchedule.parse(schedule.value)
      else { continue }
      context.report(kind, at: scalar.span(of: problem.range), problem.message, label: problem.label) {
        $0.help = ["write five fields: minute, hour, day of the month, month, day of the week"]
      }
    }
  }
}
