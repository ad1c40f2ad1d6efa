package dev.interlock.demo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.json.Json;
import dev.interlock.server.json.JsonLimits;
import dev.interlock.server.json.JsonReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/** The API as people and agents use it, to open tasks and to look at lanes. */
final class Office {

    private final URI server;
    private final Cast cast;
    private final HttpClient http;
    private final JsonReader json = new JsonReader(JsonLimits.answers());

    /** @param tls with which the server's certificate is checked */
    Office(URI server, SSLContext tls, Cast cast) {
        this.server = server;
        this.cast = cast;
        this.http = HttpClient.newBuilder()
                // A handshake of TLS among processes that all start at once may take its time.
                .connectTimeout(Duration.ofSeconds(30))
                .sslContext(tls)
                .build();
    }

    /** Opens a task for an agent, and answers its id. */
    String open(
            String opener,
            String agent,
            String intent,
            String instruction,
            List<String> objects,
            Optional<String> parent)
            throws IOException {
        ObjectNode body =
                Json.object().put("agent", agent).put("intent", intent).put("instruction", instruction);
        if (!objects.isEmpty()) {
            objects.forEach(body.putArray("objects")::add);
        }
        parent.ifPresent(p -> body.put("parent", p));
        HttpRequest.Builder request = request(opener, "/v1/tasks")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(Json.bytes(body)));
        return answer(request, 201).path("id").asText();
    }

    /** Returns the id of the only lane that there is. */
    String lane(String person) throws IOException {
        return answer(request(person, "/v1/lanes").GET(), 200)
                .path("lanes")
                .path(0)
                .path("id")
                .asText();
    }

    private HttpRequest.Builder request(String who, String path) {
        return HttpRequest.newBuilder(server.resolve(path))
                .timeout(Duration.ofSeconds(30))
                .header("Authorization", "Bearer " + cast.token(who));
    }

    private ObjectNode answer(HttpRequest.Builder request, int expected) throws IOException {
        try {
            HttpResponse<byte[]> response = http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            if (json.read(response.body()) instanceof JsonReader.Outcome.Value(ObjectNode answer)
                    && response.statusCode() == expected) {
                return answer;
            }
            throw new IOException("the gateway refused: " + response.statusCode() + " "
                    + new String(response.body(), StandardCharsets.UTF_8));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while asking the gateway", e);
        }
    }
}
