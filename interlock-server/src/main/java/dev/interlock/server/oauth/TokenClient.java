package dev.interlock.server.oauth;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.json.Json;
import dev.interlock.server.json.JsonLimits;
import dev.interlock.server.json.JsonReader;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The agent's side of an exchange: a workload token for the token of a task. Asks for the nonce of a proof once, as every first request has
 * to. Thread-safe.
 */
public final class TokenClient {

    private static final Duration ANSWER = Duration.ofSeconds(30);
    private static final int MOST_TRIES = 2;
    private static final JsonReader READER =
            new JsonReader(JsonLimits.requests().withMaxBytes(1 << 20).withMaxDepth(16));

    private final HttpClient client;
    private final URI server;
    private final InstantSource clock;

    /** @param server address of the server; nothing but its scheme, host and port is used */
    public TokenClient(HttpClient client, URI server, InstantSource clock) {
        this.client = client;
        this.server = server;
        this.clock = clock;
    }

    /** The outcome of a request for a token. */
    public sealed interface Result {

        /** @param answer with the token in {@code access_token}: a secret */
        record Issued(ObjectNode answer) implements Result {
            @Override
            public String toString() {
                return "Issued";
            }
        }

        /** @param error the code of RFC 6749 */
        record Refused(String error, String description) implements Result {}
    }

    /**
     * Asks for a token.
     *
     * @param resource path of the server behind the gateway, such as {@code /mcp/erp}
     * @param details of the task, without their {@code type}
     * @throws IOException if nobody answers, or what answers is no authorization server
     */
    public Result exchange(DpopKey key, String workloadToken, String resource, ObjectNode details)
            throws IOException, InterruptedException {
        ObjectNode metadata = json(send(request(OAuthServer.WELL_KNOWN).GET().build()));
        String issuer = Json.string(metadata, "issuer");
        String endpoint = Json.string(metadata, "token_endpoint");
        if (issuer == null || endpoint == null) {
            throw new IOException("`" + server + "` issues no tokens; configure it with `oauth:`");
        }
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("grant_type", Grants.EXCHANGE);
        parameters.put("subject_token", workloadToken);
        parameters.put("subject_token_type", "urn:ietf:params:oauth:token-type:jwt");
        parameters.put("resource", issuer + resource);
        parameters.put(
                "authorization_details",
                Json.text(Json.array().add(details.deepCopy().put("type", TaskDetails.TYPE))));
        return ask(key, endpoint, form(parameters));
    }

    private Result ask(DpopKey key, String endpoint, String form) throws IOException, InterruptedException {
        Optional<String> nonce = Optional.empty();
        for (int attempt = 1; ; attempt++) {
            HttpResponse<byte[]> response = send(request(Metadata.TOKEN)
                    .header("Content-Type", "application/x-www-form-urlencoded")
                    .header("DPoP", key.proof("POST", endpoint, Optional.empty(), nonce, clock.instant()))
                    .POST(HttpRequest.BodyPublishers.ofString(form))
                    .build());
            ObjectNode body = json(response);
            if (response.statusCode() == 200) {
                return new Result.Issued(body);
            }
            nonce = response.headers().firstValue(DpopCheck.NONCE_HEADER);
            String error = body.path("error").asText("server_error");
            if (!error.equals(OAuthError.USE_NONCE) || nonce.isEmpty() || attempt == MOST_TRIES) {
                return new Result.Refused(error, body.path("error_description").asText());
            }
        }
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(server.resolve(path)).timeout(ANSWER);
    }

    private HttpResponse<byte[]> send(HttpRequest request) throws IOException, InterruptedException {
        return client.send(request, HttpResponse.BodyHandlers.ofByteArray());
    }

    private ObjectNode json(HttpResponse<byte[]> response) throws IOException {
        return switch (READER.read(response.body())) {
            case JsonReader.Outcome.Value(JsonNode tree) when tree instanceof ObjectNode object -> object;
            case JsonReader.Outcome.Value other ->
                throw new IOException("`" + server + "` does not answer with a JSON object");
            case JsonReader.Outcome.Refused refused ->
                throw new IOException("`" + server + "` issues no tokens (it answered " + response.statusCode()
                        + "); configure it with `oauth:`");
        };
    }

    private static String form(Map<String, String> parameters) {
        return parameters.entrySet().stream()
                .map(each -> each.getKey() + "=" + URLEncoder.encode(each.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }
}
