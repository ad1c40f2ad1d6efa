package dev.interlock.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.json.Json;
import dev.interlock.server.tls.ClientTls;
import dev.interlock.server.upstream.EraChoice;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A line of an agent's script. */
sealed interface Step {
    /**
     * `{"connect": URL, "era": "modern"|"legacy", "token-variable": NAME, "task": TASK}`: begins anew, as a client that was
     * just started would. The token is in the environment variable of this name; without one none is sent. With
     * `"authorities": FILE` the server's certificate is checked with these, and with `"certificate": FILE, "key": FILE` the
     * agent shows one of its own. With `"lane-variable": NAME` it sends the credential of a break-glass lane that is in this variable.
     */
    record Connect(
            URI url,
            EraChoice era,
            Optional<String> tokenVariable,
            Optional<String> laneVariable,
            Optional<String> task,
            Optional<Path> authorities,
            Optional<ClientTls.Own> own)
            implements Step {}

    /** `{"task": TASK}`: what follows is done in this task, or with `null` in none. */
    record InTask(Optional<String> task) implements Step {}

    /** `{"list": true}`: names the tools on offer. */
    record ListTools() implements Step {}

    /** `{"call": TOOL, "args": {...}}`: calls a tool and waits for the answer. */
    record Call(String tool, ObjectNode arguments) implements Step {}

    /** `{"parallel": [CALL, ...]}`: makes all calls at once and waits for all answers. */
    record Parallel(List<Call> calls) implements Step {}

    /** `{"start": NAME, "call": TOOL, "args": {...}}`: makes a call and does not wait. */
    record Start(String name, Call call) implements Step {}

    /** `{"await": NAME}`: waits for the answer of the call that was started under this name. */
    record Await(String name) implements Step {}

    /** Reads one step. @throws IllegalArgumentException for what is none, saying what was expected */
    static Step parse(JsonNode line) {
        if (line.has("connect")) {
            return new Connect(
                    URI.create(text(line, "connect")),
                    EraChoice.valueOf(text(line, "era").toUpperCase(Locale.ROOT)),
                    optional(line, "token-variable"),
                    optional(line, "lane-variable"),
                    optional(line, "task"),
                    optional(line, "authorities").map(Path::of),
                    optional(line, "certificate")
                            .map(file -> new ClientTls.Own(Path.of(file), Path.of(text(line, "key")))));
        }
        if (line.has("start")) {
            return new Start(text(line, "start"), call(line));
        }
        if (line.has("call")) {
            return call(line);
        }
        if (line.get("parallel") instanceof ArrayNode calls) {
            List<Call> parsed = new ArrayList<>();
            calls.forEach(call -> parsed.add(call(call)));
            return new Parallel(List.copyOf(parsed));
        }
        if (line.has("await")) {
            return new Await(text(line, "await"));
        }
        if (line.has("list")) {
            return new ListTools();
        }
        if (line.has("task")) {
            return new InTask(optional(line, "task"));
        }
        throw new IllegalArgumentException(
                "a step is one of `connect`, `task`, `list`, `call`, `parallel`, `start`, `await`");
    }

    private static Call call(JsonNode line) {
        JsonNode arguments = line.get("args");
        if (arguments != null && !arguments.isObject()) {
            throw new IllegalArgumentException("`args` must be an object");
        }
        return new Call(text(line, "call"), arguments instanceof ObjectNode object ? object : Json.object());
    }

    private static String text(JsonNode line, String member) {
        return optional(line, member)
                .orElseThrow(() -> new IllegalArgumentException("`" + member + "` must be a string"));
    }

    private static Optional<String> optional(JsonNode line, String member) {
        return Optional.ofNullable(Json.string(line, member));
    }
}
