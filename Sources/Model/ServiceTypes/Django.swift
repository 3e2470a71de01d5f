import IR

extension ServiceType {
  /// A Django project; with uvicorn its ASGI application, else its WSGI one.
  package static let django: ServiceType = {
    var type = ServiceType(
      "django", summary: "A Django project under gunicorn or uvicorn", category: .web,
      traits: .pythonServer.union(.collectsStatic), cpuMilli: 500, memory: 512 << 20)
    type.defaultPort = 8000
    type.aliases = ["drf", "wagtail"]
    type.outputs = WebOutputs.all
    type.server = ServerDefaults(kind: "gunicorn", workerClass: "gthread")
    type.entry = EntryRule(
      "config.wsgi:application", asynchronous: "config.asgi:application",
      makers: ["get_wsgi_application", "get_asgi_application"])
    type.pool = .perThread
    // django-environ and dj-database-url look the whole scheme up among the names of backends (django-environ 0.14).
    type.driverRefusal = "Django reads `postgresql+…` as the name of a database backend, and cannot import it"
    type.startCommand = pythonServerCommand
    type.localCommand = pythonLocalCommand
    type.recipe = pythonRecipe
    type.languages = [.python]
    return type
  }()
}
