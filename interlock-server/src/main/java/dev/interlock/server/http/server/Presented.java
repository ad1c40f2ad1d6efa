package dev.interlock.server.http.server;

import dev.interlock.server.tls.ClientCertificate;
import java.util.Optional;

/**
 * The proofs of identity that a request presents. Immutable.
 *
 * @param method of HTTP, as it was sent
 * @param path as it was sent, from the root of the server, without query
 * @param headers that passed the {@link Entrance}
 * @param client the certificates of the client, whose key the connection has proven; whether anybody trusts them is
 *     decided later
 */
public record Presented(String method, String path, RequestFields headers, Optional<ClientCertificate> client) {

    /** Leaves out the headers: they are secrets. */
    @Override
    public String toString() {
        return "Presented[" + method + " " + path + "]";
    }
}
