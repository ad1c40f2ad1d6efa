package dev.interlock.server.http.server;

import dev.interlock.server.tls.ClientCertificate;
import java.util.Optional;

/**
 * What a request shows of whoever sends it. Immutable.
 *
 * @param method of HTTP, as it was sent
 * @param path as it was sent, from the root of the server, without query
 * @param headers that passed the {@link Entrance}
 * @param client the certificates of the client, whose key the connection has proven; it is not said yet that anybody trusts them
 */
public record Presented(String method, String path, RequestFields headers, Optional<ClientCertificate> client) {

    /** Without headers: they are secrets. */
    @Override
    public String toString() {
        return "Presented[" + method + " " + path + "]";
    }
}
