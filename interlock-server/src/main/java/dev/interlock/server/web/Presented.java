package dev.interlock.server.web;

import java.security.cert.X509Certificate;
import java.util.Optional;

/**
 * What a request shows of whoever sends it. Immutable.
 *
 * @param method of HTTP, as it was sent
 * @param path as it was sent, from the root of the server, without query
 * @param headers that passed the {@link Entrance}
 * @param certificate of the client, whose key the connection has proven; it is not said yet that anybody trusts it
 */
public record Presented(String method, String path, RequestFields headers, Optional<X509Certificate> certificate) {

    /** Without headers: they are secrets. */
    @Override
    public String toString() {
        return "Presented[" + method + " " + path + "]";
    }
}
