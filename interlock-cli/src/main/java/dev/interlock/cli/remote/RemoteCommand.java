package dev.interlock.cli.remote;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.cli.terminal.ExitCode;
import dev.interlock.cli.terminal.Screen;
import dev.interlock.cli.terminal.WrongUsage;
import dev.interlock.server.json.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A command that is one request to a running server. */
public abstract class RemoteCommand implements Callable<Integer> {

    @Spec
    protected CommandSpec spec;

    @Mixin
    private Connection connection;

    /** Returns the request that the command makes. */
    protected abstract ApiClient.Request request() throws WrongUsage, InterruptedException, IOException;

    /** Returns what the server answers first, for a request that depends on it; empty if it is refused or not reached. */
    protected final Optional<JsonNode> look(String path) throws WrongUsage, InterruptedException, IOException {
        return connection.client().send(ApiClient.Request.get(path)) instanceof ApiClient.Result.Done(JsonNode body)
                ? Optional.of(body)
                : Optional.empty();
    }

    /** Returns whether a person sits at a terminal and reads what is printed for people. */
    protected final boolean asks() {
        return connection.surroundings().terminal() && !connection.json();
    }

    protected final ApiClient client() throws WrongUsage, InterruptedException, IOException {
        return connection.client();
    }

    /** Returns whether the answer is wanted as JSON. */
    protected final boolean isJson() {
        return connection.json();
    }

    protected final Screen screen() {
        return connection.screen();
    }

    /** A body with the comment, if there is one. */
    protected static ObjectNode commented(String comment) {
        ObjectNode body = Json.object();
        if (!comment.isEmpty()) {
            body.put("comment", comment);
        }
        return body;
    }

    /** Sends the request. A command whose answer comes in parts asks for the others as well. */
    protected ApiClient.Result send(ApiClient.Request request) throws WrongUsage, InterruptedException, IOException {
        return connection.client().send(request);
    }

    /** Does what is to be done with the answer before it is printed in whatever form, and returns what is printed of it. */
    protected JsonNode received(JsonNode body) throws IOException {
        return body;
    }

    /** The answer, for people. */
    protected abstract void print(JsonNode body, Screen screen);

    @Override
    public Integer call() throws InterruptedException, WrongUsage, IOException {
        ApiClient.Request request = request();
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        return switch (send(request)) {
            case ApiClient.Result.Done(JsonNode answer) -> {
                JsonNode body = received(answer);
                if (connection.json()) {
                    out.println(Json.text(body));
                } else {
                    print(body, connection.screen());
                }
                yield ExitCode.FINE;
            }
            case ApiClient.Result.Refused(JsonNode problem) -> {
                if (connection.json()) {
                    out.println(Json.text(Refusal.named(problem, connection.address())));
                } else {
                    Refusal.print(
                            problem,
                            connection.address(),
                            new Screen(err, connection.surroundings().colours()));
                }
                yield ExitCode.FOUND_SOMETHING;
            }
            case ApiClient.Result.Unreachable(String message) -> {
                err.println("interlock: " + message);
                yield ExitCode.WRONG_USAGE;
            }
        };
    }

    /** Encodes an id as one segment of a path. */
    public static String segment(String id) {
        return URLEncoder.encode(id, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
