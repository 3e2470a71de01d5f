import IR
import Model

extension ServiceSymbol {
  /// The Python web server that runs it: the declared one, else that of the type.
  package var serverKind: String { declaration.server?.value.kind?.value ?? type.server?.kind ?? "uvicorn" }

  /// The class of gunicorn's workers; nil where something else is the server.
  package var workerClass: String? {
    guard traits.contains(.server), serverKind == "gunicorn" else { return nil }
    return declaration.server?.value.workerClass?.value ?? type.server?.workerClass
  }

  /// The value of `app` or its default; empty for types without it.
  package var application: String {
    if let written = declaration.app?.value { return written }
    guard let entry = type.entry else { return "" }
    let isAsynchronous =
      traits.contains(.server) && (serverKind != "gunicorn" || workerClass?.hasSuffix(".UvicornWorker") == true)
    return (isAsynchronous ? entry.asynchronous : nil) ?? entry.standard
  }
}
