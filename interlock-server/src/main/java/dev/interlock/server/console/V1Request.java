package dev.interlock.server.console;

import dev.interlock.server.http.server.EventOutput;
import dev.interlock.server.http.server.Request;
import dev.interlock.server.http.server.RequestHeaders;
import dev.interlock.server.tls.ClientCertificate;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A request to {@code /v1} that never was on a wire: what a page asks in the name of who looks at it. */
record V1Request(String method, String path, String query, byte[] content, RequestHeaders headers) implements Request {

    private static final RequestHeaders JSON = RequestHeaders.of(Map.of("content-type", List.of("application/json")));

    static V1Request get(String target) {
        int question = target.indexOf('?');
        String path = question < 0 ? target : target.substring(0, question);
        return new V1Request(
                "GET",
                "/v1/" + path,
                question < 0 ? "" : target.substring(question + 1),
                new byte[0],
                RequestHeaders.none());
    }

    static V1Request post(String path, byte[] body) {
        return new V1Request("POST", "/v1/" + path, "", body, JSON);
    }

    @Override
    public byte[] body(int max) {
        return content.length <= max ? content : Arrays.copyOf(content, max);
    }

    @Override
    public Optional<ClientCertificate> client() {
        return Optional.empty();
    }

    @Override
    public EventOutput events(Map<String, String> headers) throws IOException {
        throw new IOException("a page does not request an event stream");
    }
}
