package dev.interlock.server.notify.signal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.interlock.server.http.helidon.Listener;
import dev.interlock.server.http.helidon.RunningListener;
import dev.interlock.server.http.server.RouteTable;
import dev.interlock.server.identity.registry.Token;
import dev.interlock.server.setting.Listen;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** The server's side of polling, over HTTP. */
final class PollDoor implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final RunningListener web;
    private final HttpClient client = HttpClient.newHttpClient();
    private final Token token;

    PollDoor(Signals signals, Token token) throws IOException {
        this.token = token;
        var routes = new RouteTable(new SignalDoor(signals).routes());
        this.web = Listener.of(1 << 20).start(new Listen("127.0.0.1", 0), routes, Optional.empty());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + web.port() + path));
    }

    HttpResponse<String> send(String path, String shown, String body) throws Exception {
        return client.send(post(path, shown, body), HttpResponse.BodyHandlers.ofString());
    }

    private HttpRequest post(String path, String shown, String body) {
        return request(path)
                .header("Authorization", "Bearer " + shown)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
    }

    JsonNode poll(String body) throws Exception {
        HttpResponse<String> reply = send("/signals/idp/poll", token.reveal(), body);
        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
        return JSON.readTree(reply.body());
    }

    CompletableFuture<JsonNode> later(String body) {
        return client.sendAsync(post("/signals/idp/poll", token.reveal(), body), HttpResponse.BodyHandlers.ofString())
                .thenApply(reply -> {
                    try {
                        return JSON.readTree(reply.body());
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
    }

    String get(String path) throws Exception {
        return client.send(request(path).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    @Override
    public void close() {
        client.shutdownNow();
        web.stop();
    }
}
