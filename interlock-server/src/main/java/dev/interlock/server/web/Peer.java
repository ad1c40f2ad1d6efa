package dev.interlock.server.web;

import dev.interlock.server.tls.ClientCertificate;
import io.helidon.webserver.http.ServerRequest;

/** What the connection and the head of a request say about its sender. */
public final class Peer {

    private Peer() {}

    /** @param headers of the request */
    public static Presented presented(ServerRequest request, RequestFields headers) {
        return new Presented(
                request.prologue().method().text(),
                request.prologue().uriPath().rawPath(),
                headers,
                ClientCertificate.of(request.remotePeer()));
    }
}
