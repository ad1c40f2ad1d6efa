package dev.interlock.server.tls;

import java.nio.file.Path;
import java.util.Optional;

/**
 * TLS where the server listens. The files are read when it starts, and again whenever they change.
 *
 * @param certificate the server's chain in PEM, its own certificate first
 * @param key of that certificate, in PEM without a passphrase
 * @param clients whether clients show certificates
 * @param authorities in PEM, one of which every client's certificate has to come from; without them any certificate is let in
 *     at this point, and who verifies the caller decides what it proves
 */
public record ListenTls(Path certificate, Path key, Clients clients, Optional<Path> authorities) {

    /** Certificates of clients. */
    public enum Clients {
        /** None is asked for. */
        NONE,
        /** A client that has one may show it. */
        OPTIONAL,
        /** A client that shows none is not let in. */
        REQUIRED
    }
}
