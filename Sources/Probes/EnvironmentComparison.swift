import Engines
import Resolution
import Diagnostics
import IR
import Model
import Syntax

/// The variables that the code of a folder reads, beside those that its services are given.
struct EnvironmentComparison {
  /// Read under one name, given under another.
  struct Mismatch {
    let read: SettingRead
    let given: VariableSymbol
    let service: ProbedService
  }

  private(set) var mismatches: [Mismatch] = []
  /// The first reading of each variable that the code needs and nobody gives it.
  private(set) var missing: [SettingRead] = []
  /// Declared variables that occur nowhere.
  private(set) var unread: [(given: VariableSymbol, service: ProbedService)] = []

  init(_ root: CodeRoot) {
    // Nothing is known of code that was not read, and nothing of a topology that has holes.
    guard !root.isDoubtful, !root.tree.items.isEmpty else { return }
    let declared = Self.declared(in: root)
    let wanted = root.facts.reads.isEmpty ? [] : Self.wanted(root, besides: Self.provided(to: root))
    findUnread(declared, root, isEverythingWanted: !wanted.isEmpty)
    for (read, isRequired) in wanted {
      let names = unread.map(\.given.name)
      let near = Suggestion.nearest(to: read.name, among: names)
      if near.count == 1, let index = unread.firstIndex(where: { $0.given.name == near[0] }) {
        let (given, service) = unread.remove(at: index)
        mismatches.append(Mismatch(read: read, given: given, service: service))
      } else if isRequired {
        missing.append(read)
      }
    }
    unread.removeAll { root.libraries.mayRead($0.given.name) }
  }

  /// Every name that a process or a build of the folder may see, in some environment.
  private static func provided(to root: CodeRoot) -> Set<String> {
    var names = root.facts.written
    for service in root.services {
      for variable in service.variables { names.insert(variable.name) }
      for occurrence in service.occurrences {
        for argument in occurrence.symbol.declaration.build?.value.args ?? [] { names.insert(argument.name) }
        for secret in occurrence.symbol.declaration.build?.value.allSecrets ?? [] { names.insert(secret.value) }
      }
      guard let dockerfile = root.dockerfile(of: service) else { continue }
      for instruction in dockerfile.content.instructions where ["ENV", "ARG"].contains(instruction.keyword) {
        names.formUnion(DockerfileText.assignments(of: instruction).map(\.name))
      }
    }
    // Loaded by frameworks when the program is built or started.
    for name in [".env", ".env.production"] {
      guard let file = root.file(name) else { continue }
      names.formUnion(EnvFileText.names(in: file.bytes))
    }
    return names
  }

  /// The variables that people wrote down, the first of each name.
  private static func declared(in root: CodeRoot) -> [(given: VariableSymbol, service: ProbedService)] {
    var seen: Set<String> = []
    var result: [(VariableSymbol, ProbedService)] = []
    for service in root.services {
      for variable in service.variables where variable.origin != .key && variable.inheritedFrom == nil {
        if seen.insert(variable.name).inserted { result.append((variable, service)) }
      }
    }
    return result
  }

  /// What is read and not given, by name: the first place, and whether the code cannot do without.
  private static func wanted(
    _ root: CodeRoot, besides provided: Set<String>
  ) -> [(read: SettingRead, isRequired: Bool)] {
    var positions: [String: Int] = [:]
    var wanted: [(read: SettingRead, isRequired: Bool)] = []
    let folded = Set(provided.map { $0.uppercased() })
    for read in root.facts.reads where !isGiven(read, provided, folded) {
      let isRequired = read.isRequired && !root.tree.isAside(read.file.path)
      if let position = positions[read.name] {
        if isRequired, !wanted[position].isRequired { wanted[position] = (read, true) }
      } else {
        positions[read.name] = wanted.count
        wanted.append((read, isRequired))
      }
    }
    return wanted
  }

  /// Whether one of its names is given, or comes from elsewhere.
  private static func isGiven(_ read: SettingRead, _ provided: Set<String>, _ folded: Set<String>) -> Bool {
    read.names.contains { name in
      if KnownVariables.isFromElsewhere(name) { return true }
      // A case-sensitive settings class reads no name in another case.
      let isExact = read.isCaseSensitive && read.reader == .pydantic
      return isExact ? provided.contains(name) : folded.contains(name.uppercased())
    }
  }

  /// - Parameter isEverythingWanted: also what libraries may read, because something else is missing.
  private mutating func findUnread(
    _ declared: [(given: VariableSymbol, service: ProbedService)], _ root: CodeRoot, isEverythingWanted: Bool
  ) {
    guard !root.facts.computesNames, !root.tree.hasOtherLanguage else { return }
    let candidates = declared.filter {
      !root.facts.names.isFound($0.given.name) && (isEverythingWanted || !root.libraries.mayRead($0.given.name))
    }
    guard !candidates.isEmpty else { return }
    root.readTexts()
    // Commands read variables, too.
    let commands = root.services.flatMap(\.occurrences).flatMap { occurrence in
      let declaration = occurrence.symbol.declaration
      return [declaration.entrypoint, declaration.start, declaration.release].compactMap { $0?.node }
    }
    let words = commands.flatMap { $0.text.map { [$0] } ?? $0.items.compactMap(\.text) }
    guard root.isComplete else { return }
    unread = candidates.filter { found in
      !root.facts.names.isFound(found.given.name) && !words.contains { $0.utf8Range(of: found.given.name) != nil }
    }
  }
}

/// Variables that the platform, the runtime or a library sets or reads without being told in the code.
enum KnownVariables {
  private static let fromElsewhere: Set<String> = [
    "PORT", "HOST", "HOSTNAME", "HOME", "PATH", "USER", "SHELL", "PWD", "TMPDIR", "TEMP", "TMP", "TZ", "LANG", "TERM",
    "CI", "NODE_ENV", "NEXT_RUNTIME", "NEXT_PHASE", "DEV", "PROD", "MODE", "SSR", "BASE_URL", "PYTHONPATH",
    "VIRTUAL_ENV",
    "LOGNAME", "DISPLAY", "EDITOR", "NO_COLOR", "FORCE_COLOR", "INIT_CWD", "APPDATA", "USERPROFILE",
    "LOCALAPPDATA", "ANALYZE", "DYNO", "JEST_WORKER_ID", "VITEST", "PYTEST_CURRENT_TEST", "DJANGO_SETTINGS_MODULE",
    "OS", "PROMETHEUS_MULTIPROC_DIR", "WEB_CONCURRENCY",
  ]

  private static let platformPrefixes = [
    "VERCEL_", "NEXT_PUBLIC_VERCEL_", "GITHUB_", "KUBERNETES_", "RENDER_", "HEROKU_", "FLY_", "AWS_LAMBDA_",
    "NETLIFY_", "CF_PAGES", "K_SERVICE", "npm_", "XDG_", "GITLAB_", "VSCODE_", "STORYBOOK_",
  ]

  /// The code may read it although the topology does not give it.
  static func isFromElsewhere(_ name: String) -> Bool {
    fromElsewhere.contains(name) || PlatformNames.isSet(name) || platformPrefixes.contains { name.hasPrefix($0) }
  }

}

/// Variables that libraries read by themselves. A run has few names and many services: each name is judged once.
final class LibraryVariables {
  private var known: [String: Bool] = [:]

  private static let names: Set<String> = [
    "NODE_ENV", "NODE_OPTIONS", "PORT", "HOST", "HOSTNAME", "TZ", "LANG", "SENTRY_DSN", "SENTRY_ENVIRONMENT",
    "SENTRY_RELEASE", "SENTRY_AUTH_TOKEN", "OPENAI_API_KEY", "OPENAI_BASE_URL", "ANTHROPIC_API_KEY", "DATABASE_URL",
    "DIRECT_URL", "NEXTAUTH_URL", "NEXTAUTH_SECRET", "AUTH_SECRET", "AUTH_URL", "AUTH_TRUST_HOST", "WEB_CONCURRENCY",
    "GOOGLE_APPLICATION_CREDENTIALS", "HF_TOKEN", "SSL_CERT_FILE", "REQUESTS_CA_BUNDLE",
    "DJANGO_SETTINGS_MODULE", "COHERE_API_KEY", "GROQ_API_KEY", "MISTRAL_API_KEY", "GEMINI_API_KEY", "GOOGLE_API_KEY",
    "STRIPE_API_KEY", "RESEND_API_KEY", "LD_PRELOAD", "MALLOC_ARENA_MAX", "CI", "LOG_LEVEL", "FORWARDED_ALLOW_IPS",
    "GUNICORN_CMD_ARGS", "CLERK_SECRET_KEY", "NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY", "PGSSLMODE", "CRON_SECRET",
    "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "FLASK_ENV", "FLASK_APP", "FLASK_DEBUG",
  ]

  private static let prefixes = [
    "PYTHON", "PIP_", "UV_", "UVICORN_", "OTEL_", "AWS_", "CELERY_", "NEXT_", "NPM_", "FLASK_RUN_", "PG", "DD_",
    "LANGCHAIN_", "LANGSMITH_", "AZURE_", "NEW_RELIC_", "FLOWER_", "PRISMA_", "NIXPACKS_", "RAILPACK_",
    "AUTH_", "CLERK_", "NEXT_PUBLIC_CLERK_", "SENTRY_", "GF_", "TRANSFORMERS_", "HF_", "TOKENIZERS_", "OMP_", "NUXT_",
  ]

  /// A library may read it although the code does not name it.
  func mayRead(_ name: String) -> Bool {
    if let known = known[name] { return known }
    let isKnown =
      Self.names.contains(name) || StoreEngines.all.contains { $0.urlVariable == name }
      || Self.prefixes.contains { name.hasPrefix($0) } || Platforms.owner(of: name) != nil
    known[name] = isKnown
    return isKnown
  }
}
