package import Diagnostics
import Engines
import IR
import Model
import Resolution
import Rules

extension DiagnosticKind {
  package static let tlsParameterMissing = DiagnosticKind(
    "W0418", "tls-parameter-missing", tunable: true,
    summary: "a URL over TLS lacks a parameter that its reader requires",
    explanation: """
      Celery stores results at the URL of `CELERY_RESULT_BACKEND` or `backend=`. A URL that begins with `rediss://` must
      contain how the certificate of the server is checked. Without it Celery stops at the first result with
      `A rediss:// URL must have parameter ssl_cert_reqs`. A broker's URL needs no such parameter.

      Add it with the filter: `$<<cache.url | with(ssl_cert_reqs="CERT_REQUIRED")>>`. Where an operator supplies the URL as
      a whole, it must end in `?ssl_cert_reqs=CERT_REQUIRED`; declare that with `pattern:` of the secret. Nothing is
      reported where the code sets `redis_backend_use_ssl`.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        jobs:
          type: worker
          root: ./jobs
          build: { dockerfile: jobs/Dockerfile }
          start: celery -A tasks worker --concurrency 2
          variables:
            CELERY_RESULT_BACKEND: rediss://cache.example.com:6380/0
                                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        jobs:
          type: worker
          root: ./jobs
          build: { dockerfile: jobs/Dockerfile }
          start: celery -A tasks worker --concurrency 2
          variables:
            CELERY_RESULT_BACKEND: rediss://cache.example.com:6380/0?ssl_cert_reqs=CERT_REQUIRED
      """,
    options: ExampleOptions(
      files: [
        ExampleFile(
          "jobs/tasks.py",
          """
          import os

          from celery import Celery

          app = Celery("tasks", backend=os.environ["CELERY_RESULT_BACKEND"])
          """),
        ExampleFile(
          "jobs/Dockerfile",
          """
          FROM python:3.12-slim-bookworm
          COPY . .
          """),
      ]), foreign: .speaks)
}

/// URLs of Celery's results over TLS without the parameter for the check of certificates.
package enum TLSParameterMissing: Probe {
  private static let names: Set<String> = ["CELERY_RESULT_BACKEND", "RESULT_BACKEND"]

  package static func run(in context: ProbeContext) {
    for root in context.roots
    where !root.isDoubtful && root.facts.imported.contains("celery") && !root.facts.setsResultTLS {
      let backends = root.facts.resultBackends
      let others = root.facts.reads.filter { read in
        read.names.contains(where: backends.contains) || read.attribute.map(backends.contains) ?? false
      }
      for service in root.services {
        for variable in service.variables
        where variable.inheritedFrom == nil
          && (names.contains(variable.name) || others.contains { $0.isNamed(variable.name) })
        {
          judge(variable, service, context)
        }
      }
    }
  }

  private static func judge(_ variable: VariableSymbol, _ service: ProbedService, _ context: ProbeContext) {
    let value = variable.resolved
    guard !value.isPoisoned, let scheme = value.urlScheme,
      let engine = StoreEngines.speaking(scheme.name)?.scheme, engine.secure == scheme.name,
      let parameter = engine.resultParameter
    else { return }
    let url = value.value.url
    if let url, url.query.contains(where: { $0.name == parameter.name }) { return }
    if url == nil, isPromised(parameter, value, service) { return }
    let span = variable.writtenKeys?.valueSpan ?? variable.span
    context.report(
      .tlsParameterMissing, at: span, path: service.path("variables.\(variable.name)"),
      "Celery refuses `\(variable.name)` without `\(parameter.name)`"
    ) {
      $0.notes = ["for a URL that begins with `\(scheme.name)://` it sets how the server's certificate is checked"]
      $0.help =
        url == nil
        ? ["supply a URL that ends in `?\(parameter.name)=\(parameter.value)`, and add a `pattern` to the secret"]
        : ["add `\(parameter.name)=\(parameter.value)` to the query of the URL"]
      guard let node = variable.writtenKeys?.value, !variable.isShared, url != nil, let text = node.text else { return }
      $0.fixes = [fix(parameter, text, node)].compactMap { $0 }
    }
  }

  /// A filter after a reference, a query after a text.
  private static func fix(_ parameter: StoreEngine.DemandedParameter, _ text: String, _ node: ConfigNode) -> FixIt? {
    let filter = " | with(\(parameter.name)=\"\(parameter.value)\")"
    if text.hasPrefix("$<<"), let end = text.utf8Range(of: ">>"), end.upperBound == text.utf8.count {
      return FixIt("write `\(filter.dropFirst())`", .safe, [.init(node.span(of: end), filter + ">>")])
    }
    guard let parsed = URLText(text), !text.contains("$"), parsed.fragmentRange == nil else { return nil }
    let query = (parsed.queryRange == nil ? "?" : "&") + "\(parameter.name)=\(parameter.value)"
    let end = node.span(of: text.utf8.count..<text.utf8.count)
    return FixIt("add `\(parameter.name)`", .safe, [.init(end, query)])
  }

  /// Whether the pattern of a supplied secret contains the parameter.
  private static func isPromised(
    _ parameter: StoreEngine.DemandedParameter, _ value: ResolvedValue, _ service: ProbedService
  ) -> Bool {
    service.occurrences.contains { occurrence in
      value.value.expression.secretIDs.contains { id in
        occurrence.context.analysis.symbols.secret(String(id.split(separator: "/").last ?? ""))?.declaration.pattern?
          .value.contains(parameter.name) ?? false
      }
    }
  }
}
