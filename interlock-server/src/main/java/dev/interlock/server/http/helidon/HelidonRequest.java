package dev.interlock.server.http.helidon;

import dev.interlock.server.http.server.ConnectionLostException;
import dev.interlock.server.http.server.EventOutput;
import dev.interlock.server.http.server.Request;
import dev.interlock.server.http.server.RequestHeaders;
import dev.interlock.server.http.server.Transfer;
import dev.interlock.server.tls.ClientCertificate;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.InputStream;
import java.util.Map;
import java.util.Optional;

/** A request of Helidon, as doors see it. */
final class HelidonRequest implements Request {

    private static final byte[] NOTHING = {};

    private final ServerRequest request;
    private final ServerResponse response;
    private final Transfer transfer;
    private final RequestHeaders headers;
    private volatile boolean streamed;

    HelidonRequest(ServerRequest request, ServerResponse response, Transfer transfer) {
        this.request = request;
        this.response = response;
        this.transfer = transfer;
        this.headers = read(request);
    }

    private static RequestHeaders read(ServerRequest request) {
        var read = new RequestHeaders.Builder(request.headers().size());
        for (Header header : request.headers()) {
            String name = header.headerName().lowerCase();
            if (header.valueCount() == 1) {
                read.add(name, header.get());
            } else {
                read.add(name, header.allValues());
            }
        }
        return read.build();
    }

    @Override
    public String method() {
        return request.prologue().method().text();
    }

    @Override
    public String path() {
        return request.prologue().uriPath().rawPath();
    }

    @Override
    public String query() {
        return request.prologue().hasQuery() ? request.prologue().query().rawValue() : "";
    }

    @Override
    public RequestHeaders headers() {
        return headers;
    }

    @Override
    public Optional<ClientCertificate> client() {
        return request.remotePeer().tlsCertificates().flatMap(ClientCertificate::of);
    }

    @Override
    public byte[] body(int max) throws ConnectionLostException {
        if (!request.content().hasEntity()) {
            return NOTHING;
        }
        return transfer.within(max, () -> {
            InputStream in = request.content().inputStream();
            // One more than it has: so its end is seen, and no more is allocated than it needs.
            int most = (int) Math.min(max, request.headers().contentLength().orElse(max) + 1);
            try {
                return in.readNBytes(most);
            } catch (RuntimeException e) {
                throw broken(e);
            }
        });
    }

    /** Reads what is left of the body, so that the answer does not meet a caller who is still sending. */
    void discard() throws ConnectionLostException {
        if (request.content().hasEntity() && !request.content().consumed()) {
            transfer.within(0, () -> {
                try {
                    request.content().consume();
                } catch (RuntimeException e) {
                    throw broken(e);
                }
                return request;
            });
        }
    }

    /**
     * A body that is no body, such as one whose chunks are none, ends the connection: nobody knows where the next request
     * begins.
     */
    private static ConnectionLostException broken(RuntimeException e) {
        return new ConnectionLostException("a body is cut off or broken", e);
    }

    /** INVARIANT: nothing of the body is left, or it would be taken for the next request when the stream has ended. */
    @Override
    public EventOutput events(Map<String, String> more) throws ConnectionLostException {
        discard();
        streamed = true;
        ResponseHead.ofEvents(response, more);
        return new EventOutput(new ResponseOutput(response.outputStream()), transfer);
    }

    /** Returns whether the client wants the connection to be closed after the response (RFC 9112, 9.6). */
    boolean closing() {
        var headers = request.headers();
        return headers.contains(HeaderNames.CONNECTION) && headers.containsToken(HeaderValues.CONNECTION_CLOSE);
    }

    /** Returns whether the response is a stream of events, which has begun. */
    boolean streamed() {
        return streamed;
    }
}
