import Diagnostics
import Engines
import IR
import Probes

/// An address that the environment of a service gives to an engine of SQLAlchemy in its code.
struct ClientAddress {
  let service: StackService
  let pair: StackPair
  let value: HoledText
  let endpoint: Endpoint
  let client: CodeSurvey.Client
  let survey: CodeSurvey
  let engine: StoreEngine.Scheme

  /// What is said of a value that only counts where an operator gives none.
  var notes: [String] { value.only.map { ["with the default of `\($0.name)`"] } ?? [] }
}

extension StackContext {
  /// All of them, each variable once.
  var clientAddresses: [ClientAddress] {
    stack.services.flatMap { service -> [ClientAddress] in
      guard let survey = topology.surveys[service.name] else { return [] }
      return service.environment.compactMap { pair in
        guard let value = pair.value, let endpoint = Endpoint(value),
          let engine = StoreEngines.speaking(endpoint.baseScheme)?.scheme,
          let client = survey.clients.first(where: { $0.variables.contains(pair.name) })
        else { return nil }
        return ClientAddress(
          service: service, pair: pair, value: value, endpoint: endpoint, client: client, survey: survey, engine: engine
        )
      }
    }
  }
}
