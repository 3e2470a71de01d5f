/// The values of an environment as an env file of Compose.
enum ComposeSecrets {
  static let form = SecretsForm("env", "an env file of Docker Compose") { values, _ in
    var text = ""
    for name in values.names {
      guard let value = values[name] else { continue }
      guard let written = EnvFileQuoting.compose(value) else {
        return .failure(.init("no line of an env file can hold the value of `\(name)`"))
      }
      text += "\(name)=\(written)\n"
    }
    return .success(text)
  }
}
