package dev.interlock.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.fixture.Leaks;
import dev.interlock.server.fixture.Trees;
import dev.interlock.server.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;

/** An agent that speaks no MCP: an ordinary HTTP client with a token, in a task. */
public record RestAgent(HttpClient http, URI api, String token, Optional<String> task) {

    /** @param api such as {@code http://127.0.0.1:7420/rest/payments} */
    public static RestAgent of(URI api, String token, String task) {
        return new RestAgent(HttpClient.newHttpClient(), api, token, Optional.of(task));
    }

    /** What came back. */
    public record Said(int status, HttpHeaders headers, byte[] bytes) {

        ObjectNode json() {
            return Trees.object(bytes);
        }

        String header(String name) {
            return headers.firstValue(name).orElse("");
        }

        String decision() {
            return header("Interlock-Decision");
        }

        Said isProblem(int expected, String code) {
            assertThat(status).as(new String(bytes, UTF_8)).isEqualTo(expected);
            assertThat(header("Content-Type")).isEqualTo("application/problem+json");
            assertThat(json().path("status").asInt()).isEqualTo(expected);
            assertThat(json().path("code").asText()).isEqualTo(code);
            return this;
        }
    }

    public Said get(String path) {
        return send("GET", path, Optional.empty());
    }

    Said post(String path, JsonNode body) {
        return send("POST", path, Optional.of(body));
    }

    Said send(String method, String path, Optional<JsonNode> body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(api + path))
                .timeout(Duration.ofSeconds(60))
                .header("Authorization", "Bearer " + token)
                .method(
                        method,
                        body.map(tree -> HttpRequest.BodyPublishers.ofByteArray(Json.bytes(tree)))
                                .orElseGet(HttpRequest.BodyPublishers::noBody));
        task.ifPresent(id -> request.header("Interlock-Task", id));
        body.ifPresent(any -> request.header("Content-Type", "application/json"));
        try {
            HttpResponse<byte[]> response = http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            Leaks.RUN.seen(path, response.headers().map() + " " + new String(response.body(), UTF_8));
            return new Said(response.statusCode(), response.headers(), response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
