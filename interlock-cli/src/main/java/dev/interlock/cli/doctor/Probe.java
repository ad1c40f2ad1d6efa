package dev.interlock.cli.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import dev.interlock.server.json.JsonLimits;
import dev.interlock.server.json.JsonReader;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLPeerUnverifiedException;

/** Small requests without a credential. Redirects are not followed. */
final class Probe {

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int MOST = 64 * 1024;

    private Probe() {}

    /**
     * An answer.
     *
     * @param body the object in it; empty where it is none
     * @param certificates of the server; none where it speaks in clear
     */
    record Answer(int status, Optional<JsonNode> body, Optional<String> date, List<Certificate> certificates) {
        Answer {
            certificates = List.copyOf(certificates);
        }

        /** Returns whether an Interlock server says that it lives. */
        boolean isInterlock() {
            return status == 200
                    && body.filter(json -> json.path("status").asText().equals("live"))
                            .isPresent();
        }
    }

    static Answer get(URI address, Optional<SSLContext> tls) throws IOException, InterruptedException {
        HttpClient.Builder settings = HttpClient.newBuilder().connectTimeout(PATIENCE);
        tls.ifPresent(settings::sslContext);
        HttpClient client = settings.build();
        try {
            HttpResponse<InputStream> response = client.send(
                    HttpRequest.newBuilder(address).timeout(PATIENCE).build(),
                    HttpResponse.BodyHandlers.ofInputStream());
            byte[] text;
            try (var body = response.body()) {
                text = body.readNBytes(MOST);
            }
            var read = new JsonReader(JsonLimits.answers()).read(text);
            return new Answer(
                    response.statusCode(),
                    read instanceof JsonReader.Outcome.Value(JsonNode body) && body.isObject()
                            ? Optional.of(body)
                            : Optional.empty(),
                    response.headers().firstValue("Date"),
                    certificates(response));
        } finally {
            client.shutdownNow();
        }
    }

    private static List<Certificate> certificates(HttpResponse<?> response) throws SSLPeerUnverifiedException {
        return response.sslSession().isPresent()
                ? List.of(response.sslSession().get().getPeerCertificates())
                : List.of();
    }
}
