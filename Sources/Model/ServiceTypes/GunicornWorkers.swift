/// What gunicorn's worker classes are imported from: its own workers need the libraries that they run on (gunicorn 27,
/// the setting `worker_class`).
package enum GunicornWorkers {
  /// The project that brings each module.
  private static let projects: [String: String] = [
    "uvicorn": "uvicorn", "uvicorn_worker": "uvicorn-worker", "gevent": "gevent", "eventlet": "eventlet",
    "tornado": "tornado",
  ]

  /// The module of a worker class, and the project that the requirements must bring for it; nil where gunicorn has all
  /// that it needs, and for classes of a project's own.
  /// - Parameter name: `gthread`, `uvicorn_worker.UvicornWorker`.
  package static func demand(of name: String) -> (module: String, project: String)? {
    let module = String(name.prefix { $0 != "." })
    return projects[module].map { (module, $0) }
  }
}
