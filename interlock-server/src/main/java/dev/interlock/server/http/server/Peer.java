package dev.interlock.server.http.server;

import dev.interlock.server.tls.ClientCertificate;
import io.helidon.http.Header;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The peer of a connection, for the services that know the web server. */
public final class Peer {

    private static final Map<String, HeaderName> NAMES = new ConcurrentHashMap<>();

    private Peer() {}

    /** The headers as they came, a value for each line. */
    public static RequestHeaders headers(ServerRequest request) {
        var read = new RequestHeaders.Builder(request.headers().size());
        for (Header header : request.headers()) {
            read.add(header.headerName().lowerCase(), header.allValues());
        }
        return read.build();
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
    public static Presented presented(ServerRequest request, RequestHeaders headers) {
        return new Presented() {
            @Override
            public String method() {
                return request.prologue().method().text();
            }

            @Override
            public String path() {
                return request.prologue().uriPath().rawPath();
            }

            @Override
            public RequestHeaders headers() {
                return headers;
            }

            @Override
            public Optional<ClientCertificate> client() {
                return ClientCertificate.of(request.remotePeer());
            }
        };
    }
}
