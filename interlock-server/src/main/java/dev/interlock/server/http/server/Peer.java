package dev.interlock.server.http.server;

import dev.interlock.server.tls.ClientCertificate;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;
import io.helidon.webserver.http.ServerRequest;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The peer of a connection: what the connection and the head of a request say about their sender. */
public final class Peer {

    private static final Map<String, HeaderName> NAMES = new ConcurrentHashMap<>();

    private Peer() {}

    /** The headers as they came, a value for each line: nothing is copied for those that nobody looks at. */
    public static RequestFields fields(ServerRequest request) {
        Headers headers = request.headers();
        return name -> headers.all(name(name), List::of);
    }

    /**
     * The name of a header as the web server has it, made once.
     *
     * @param name one of our own: each is kept
     */
    public static HeaderName name(String name) {
        return NAMES.computeIfAbsent(name, HeaderNames::create);
    }

    /** @param headers of the request */
    public static Presented presented(ServerRequest request, RequestFields headers) {
        return new Presented(
                request.prologue().method().text(),
                request.prologue().uriPath().rawPath(),
                headers,
                ClientCertificate.of(request.remotePeer()));
    }
}
