import IR
package import Diagnostics
import Engines
import Probes

/// W0418 for a compose file: the address of Celery's results over TLS without what sets how certificates are checked.
package enum ResultsWithoutTLS: StackRule {
  package static var kind: DiagnosticKind { .tlsParameterMissing }

  package static func run(in context: StackContext) {
    for service in context.stack.services {
      guard let survey = context.topology.surveys[service.name] else { continue }
      for pair in service.environment where survey.keepsResults(in: pair.name) {
        guard let value = pair.value, let endpoint = Endpoint(value),
          let scheme = StoreEngines.speaking(endpoint.baseScheme)?.scheme, scheme.secure == endpoint.scheme,
          let parameter = scheme.resultParameter,
          !endpoint.parameters.contains(where: { $0.name == parameter.name }), !survey.mentions(parameter.name)
        else { continue }
        context.report(kind, at: value.span, "Celery refuses `\(pair.name)` without `\(parameter.name)`") {
          $0.notes = [
            "for a URL that begins with `\(endpoint.scheme)://` it sets how the server's certificate is checked"
          ]
          $0.help = ["add `\(parameter.name)=\(parameter.value)` to the query of the URL"]
        }
      }
    }
  }
}
