package dev.interlock.server.door.api;

import dev.interlock.server.http.server.RequestHeaders;
import dev.interlock.server.tls.ClientCertificate;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A request, free of any HTTP library.
 *
 * @param segments of the path, decoded
 * @param query parameters, decoded
 * @param headers by name in lower case
 * @param client the certificates that the connection was made with
 */
record ApiRequest(
        String method,
        List<String> segments,
        Map<String, List<String>> query,
        RequestHeaders headers,
        Optional<ClientCertificate> client,
        Content content) {

    /** The body is read only once the sender is known. */
    interface Content {
        /** Returns at most this many bytes; that many means that there may be more. */
        byte[] read(int max) throws IOException;
    }

    List<String> all(String header) {
        return headers.all(header);
    }

    /** The method, which is one of these. */
    String requireMethod(String... methods) throws Refusal {
        for (String each : methods) {
            if (each.equals(method)) {
                return each;
            }
        }
        String allowed = String.join(", ", methods);
        throw new Refusal(
                Problems.with(Problems.of(405, Problems.METHOD, "answered here: " + allowed), "Allow", allowed));
    }
}
