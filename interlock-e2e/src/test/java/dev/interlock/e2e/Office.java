package dev.interlock.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.fixture.ApiContract;
import dev.interlock.server.fixture.Leaks;
import dev.interlock.server.fixture.Trees;
import dev.interlock.server.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** The API over HTTP, as people and agents use it. */
public final class Office {

    private final URI server;
    private final UnaryOperator<String> tokens;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();

    public Office(URI server, TestParties troupe) {
        this(server, troupe::token);
    }

    /** @param tokens what shows who somebody is, by the name */
    public Office(URI server, UnaryOperator<String> tokens) {
        this.server = server;
        this.tokens = tokens;
    }

    /** What was answered. */
    public record Said(int status, ObjectNode body) {

        /** The stable code of a refusal. */
        String code() {
            return body.path("code").asText();
        }

        public Said ok() {
            assertThat(status).as(body.toString()).isBetween(200, 299);
            return this;
        }
    }

    public Said post(String who, String path, ObjectNode body) {
        return send(who, path, HttpRequest.BodyPublishers.ofByteArray(Json.bytes(body)), "POST");
    }

    public Said get(String who, String path) {
        return send(who, path, HttpRequest.BodyPublishers.noBody(), "GET");
    }

    private Said send(String who, String path, HttpRequest.BodyPublisher body, String method) {
        HttpRequest request = HttpRequest.newBuilder(server.resolve(path))
                .timeout(Duration.ofSeconds(60))
                .header("Authorization", "Bearer " + tokens.apply(who))
                .header("Content-Type", "application/json")
                .method(method, body)
                .build();
        try {
            HttpResponse<byte[]> response = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
            ApiContract.check(response);
            Leaks.RUN.seen(path, response.headers().map() + " " + new String(response.body(), UTF_8));
            return new Said(response.statusCode(), Trees.object(response.body()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Tries to open a task. */
    Said open(String opener, String agent, String intent, Optional<String> object, Optional<String> parent) {
        ObjectNode body =
                Json.object().put("agent", agent).put("intent", intent).put("instruction", "as agreed with " + opener);
        object.ifPresent(one -> body.putArray("objects").add(one));
        parent.ifPresent(one -> body.put("parent", one));
        return post(opener, "/v1/tasks", body);
    }

    /** Opens a task and answers its id. */
    public String task(String opener, String agent, String intent) {
        return id(open(opener, agent, intent, Optional.empty(), Optional.empty()));
    }

    /** Opens a task below another. */
    String subTask(String opener, String agent, String intent, String parent) {
        return id(open(opener, agent, intent, Optional.empty(), Optional.of(parent)));
    }

    static String id(Said opened) {
        return opened.ok().body().path("id").asText();
    }

    public Said approve(String person, String hold) {
        String code = get(person, "/v1/holds/" + hold).body().path("code").asText();
        return post(
                person,
                "/v1/holds/" + hold + "/approve",
                Json.object().put("comment", "looked at").put("code", code));
    }

    public Said reject(String person, String hold) {
        return post(person, "/v1/holds/" + hold + "/reject", Json.object().put("comment", "no"));
    }

    Said reconcile(String person, String call, ObjectNode body) {
        return post(person, "/v1/calls/" + call + "/reconcile", body);
    }
}
