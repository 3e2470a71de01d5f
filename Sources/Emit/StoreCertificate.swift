import IR

extension Store.Certificate {
  /// Makes a key and a self-signed certificate, unless they are there.
  /// - Parameter owns: whether it runs as root and gives the files to the server; otherwise it runs as the server's user.
  func script(for service: Service, owns: Bool) -> String {
    """
    cd \(path)
    if [ -s server.crt ]; then exit 0; fi
    if command -v openssl > /dev/null; then
      openssl req -x509 -newkey rsa:2048 -nodes -days 3650 -subj "/CN=\(service.dns)" \\
        -keyout new.key -out new.crt
    elif [ -r /etc/ssl/private/ssl-cert-snakeoil.key ]; then
      cp /etc/ssl/private/ssl-cert-snakeoil.key new.key
      cp /etc/ssl/certs/ssl-cert-snakeoil.pem new.crt
    else
      echo "\(service.dns): no openssl and no certificate in this image; put server.key and server.crt into the volume" >&2
      exit 1
    fi
    chmod 600 new.key
    chmod 644 new.crt
    \(owns ? "chown \(owner) new.key new.crt\n" : "")mv new.key server.key
    mv new.crt server.crt

    """
  }
}
