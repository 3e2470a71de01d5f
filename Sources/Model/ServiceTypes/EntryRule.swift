/// How the application of a service type is called and found: what `app` means, and what it is where it is not written.
package struct EntryRule: Hashable, Sendable {
  /// Where `app` is not written.
  package let standard: String
  /// The same where the server runs asynchronous applications; nil: there is no difference.
  package let asynchronous: String?
  /// What makes an application: `FastAPI` of `app = FastAPI()` at the top of a module.
  package let makers: [String]
  /// Whether `app` names an object of the module as well: `main:app`; a module alone is enough for Celery.
  package let namesObject: Bool

  package init(_ standard: String, asynchronous: String? = nil, makers: [String], namesObject: Bool = true) {
    self.standard = standard
    self.asynchronous = asynchronous
    self.makers = makers
    self.namesObject = namesObject
  }

  /// Functions that return an application, by their names.
  package static let factories = ["create_app", "make_app", "build_app"]

  /// Modules that are taken first, in this order; then those in `src`, then the others.
  private static let preferred = ["main", "app.main", "app", "asgi", "wsgi"]

  /// How early a module is taken; equal ones by the length of their paths.
  package static func position(of module: String) -> Int {
    preferred.firstIndex(of: module) ?? preferred.count + (module.hasPrefix("src.") ? 0 : 1)
  }
}
