/// How the application of a service type is named and found: the meaning of `app`, and its default.
package struct EntryRule: Hashable, Sendable {
  /// The default of `app`.
  package let standard: String
  /// The same where the server runs asynchronous applications; nil: there is no difference.
  package let asynchronous: String?
  /// What makes an application: `FastAPI` of `app = FastAPI()` at the top of a module.
  package let makers: [String]
  /// Whether `app` also names an object of the module: `main:app`; for Celery a module is enough.
  package let namesObject: Bool

  package init(_ standard: String, asynchronous: String? = nil, makers: [String], namesObject: Bool = true) {
    self.standard = standard
    self.asynchronous = asynchronous
    self.makers = makers
    self.namesObject = namesObject
  }

  /// Functions that return an application, by their names.
  package static let factories = ["create_app", "make_app", "build_app"]

  /// Modules that are preferred, in this order; then those in `src`, then the others.
  private static let preferred = ["main", "app.main", "app", "asgi", "wsgi"]

  /// The rank of a module: a lower one is preferred, and among equal ones the shortest path.
  package static func position(of module: String) -> Int {
    preferred.firstIndex(of: module) ?? preferred.count + (module.hasPrefix("src.") ? 0 : 1)
  }
}
