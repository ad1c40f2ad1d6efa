package dev.interlock.server.web;

import io.helidon.webserver.http.ServerRequest;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Optional;

/** What the connection and the head of a request say about its sender. */
public final class Peer {

    private Peer() {}

    /** @param headers of the request */
    public static Presented presented(ServerRequest request, RequestFields headers) {
        return new Presented(
                request.prologue().method().text(),
                request.prologue().uriPath().rawPath(),
                headers,
                certificate(request));
    }

    private static Optional<X509Certificate> certificate(ServerRequest request) {
        return request.remotePeer()
                .tlsCertificates()
                .filter(chain -> chain.length > 0)
                .map(chain -> chain[0])
                .filter((Certificate leaf) -> leaf instanceof X509Certificate)
                .map(X509Certificate.class::cast);
    }
}
