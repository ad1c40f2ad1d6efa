package dev.interlock.server.upstream.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.credential.Injection;
import dev.interlock.server.http.client.Answer;
import dev.interlock.server.http.client.CannotConnectException;
import dev.interlock.server.http.client.Origin;
import dev.interlock.server.http.client.Outgoing;
import dev.interlock.server.json.CanonicalForm;
import dev.interlock.server.mcp.Names;
import dev.interlock.server.mcp.TraceContext;
import dev.interlock.server.openapi.Description;
import dev.interlock.server.openapi.Operation;
import dev.interlock.server.openapi.Parameter;
import dev.interlock.server.openapi.ValueType;
import dev.interlock.server.upstream.CallDeadline;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One REST API, seen as a client. Requests are made of the decided arguments and of the configuration, and of nothing
 * else. Redirects are not followed: a credential goes to the address that was configured, or nowhere. Thread-safe.
 */
public final class RestApi implements AutoCloseable {

    private static final Duration CONNECT = Duration.ofSeconds(5);

    private final Settings settings;
    private final Description description;
    private volatile boolean closed;
    private final Origin origin;

    /**
     * The settings of an API.
     *
     * @param base to which the paths of the description are appended; without a slash at its end
     * @param headers of every request; may hold secrets
     * @param credential whether each request needs one that was issued for it
     * @param timeout of a request, from start to end
     * @param answerBytes most of an answer that is kept in memory; what is longer goes through a file
     * @param resultBytes longest answer
     */
    public record Settings(
            String name,
            URI base,
            Map<String, String> headers,
            Duration timeout,
            int answerBytes,
            long resultBytes,
            boolean credential) {
        public Settings {
            headers = Map.copyOf(headers);
        }

        /** Makes settings without a credential. */
        Settings(
                String name,
                URI base,
                Map<String, String> headers,
                Duration timeout,
                int answerBytes,
                long resultBytes) {
            this(name, base, headers, timeout, answerBytes, resultBytes, false);
        }

        /** Leaves out the headers, which hold secrets. */
        @Override
        public String toString() {
            return "Settings[" + name + ", " + base + "]";
        }
    }

    public RestApi(Settings settings, Description description) {
        this.settings = settings;
        this.description = description;
        this.origin = new Origin(settings.base(), CONNECT);
    }

    public String name() {
        return settings.name();
    }

    public URI base() {
        return settings.base();
    }

    public Description description() {
        return description;
    }

    /**
     * Sends a request once. What was not sent is said to be so only where not one byte of it has left.
     *
     * @param bodyType media type of the body, if the arguments have one
     * @param injection the credential that was issued for it
     * @param trace in which it is sent
     */
    public RestOutcome send(
            Operation operation,
            ObjectNode arguments,
            String bodyType,
            Optional<Injection> injection,
            Optional<TraceContext> trace) {
        // INVARIANT: an api that needs a credential is sent nothing without one.
        if (settings.credential() && injection.isEmpty()) {
            return new RestOutcome.NotSent("the API must be called with a credential, but there is none");
        }
        if (injection.filter(Injection::ended).isPresent()) {
            return new RestOutcome.NotSent("the lease of its credential has ended");
        }
        URI target = target(operation, arguments);
        Outgoing request;
        try {
            request = request(operation, target, arguments, bodyType);
            trace.ifPresent(in -> {
                request.header(Names.META_TRACE.getFirst(), in.parent());
                in.state().ifPresent(state -> request.header(Names.META_TRACE.getLast(), state));
            });
            injection.ifPresent(secret -> secret.headers().forEach(request::header));
        } catch (IllegalArgumentException e) {
            return new RestOutcome.NotSent("the request cannot be sent: " + e.getMessage());
        }
        if (closed) {
            return new RestOutcome.NotSent("the connection to the API is closed");
        }
        try (CallDeadline deadline = CallDeadline.of(settings.timeout());
                CallDeadline.Guard guard = deadline.guard(request::abandon)) {
            RestOutcome outcome = exchange(request, target);
            return outcome instanceof RestOutcome.Answered
                    ? outcome
                    : guard.over().map(over -> late(request, over)).orElse(outcome);
        }
    }

    /** What has not left by now never does. */
    private static RestOutcome late(Outgoing request, CallDeadline.GivenUp over) {
        return request.withdraw()
                ? new RestOutcome.NotSent(over.why() + "; it was not sent")
                : new RestOutcome.Lost(over.why(), true);
    }

    private Outgoing request(Operation operation, URI target, ObjectNode arguments, String bodyType) {
        JsonNode body = arguments.get("body");
        Outgoing request =
                Outgoing.of(operation.method(), target, body == null ? new byte[0] : CanonicalForm.bytes(body));
        request.header("Accept", String.join(", ", operation.accepted())).header("Accept-Encoding", "identity");
        for (Parameter parameter : operation.parameters()) {
            JsonNode value = value(arguments, parameter);
            if (parameter.in() == Parameter.Place.HEADER && value != null) {
                request.header(parameter.name(), ValueType.text(value));
            }
        }
        if (body != null) {
            request.header("Content-Type", bodyType);
        }
        // Last: whatever the description says, the configuration decides.
        settings.headers().forEach(request::header);
        return request;
    }

    private URI target(Operation operation, ObjectNode arguments) {
        String path = operation
                .path()
                .expand(name -> PercentEncoding.encode(ValueType.text(
                        arguments.path(Parameter.Place.PATH.group()).path(name))));
        List<String> query = new ArrayList<>();
        for (Parameter parameter : operation.parameters()) {
            JsonNode value = value(arguments, parameter);
            if (parameter.in() == Parameter.Place.QUERY && value != null) {
                query.addAll(pairs(parameter, value));
            }
        }
        return URI.create(settings.base() + path + (query.isEmpty() ? "" : "?" + String.join("&", query)));
    }

    private static List<String> pairs(Parameter parameter, JsonNode value) {
        String name = PercentEncoding.encode(parameter.name()) + "=";
        if (!(value instanceof ArrayNode list)) {
            return List.of(name + PercentEncoding.encode(ValueType.text(value)));
        }
        List<String> values = new ArrayList<>();
        list.forEach(one -> values.add(PercentEncoding.encode(ValueType.text(one))));
        return parameter.many() == Parameter.Many.COMMAS
                ? List.of(name + String.join(",", values))
                : values.stream().map(one -> name + one).collect(Collectors.toList());
    }

    private static @Nullable JsonNode value(ObjectNode arguments, Parameter parameter) {
        return arguments.path(parameter.in().group()).get(parameter.name());
    }

    private RestOutcome exchange(Outgoing request, URI target) {
        try (Answer answer = origin.send(request)) {
            Optional<Payload> body = Payload.read(answer.body(), settings.answerBytes(), settings.resultBytes());
            return body.isPresent()
                    ? new RestOutcome.Answered(target, answer.status(), answer.headers(), body.get())
                    : new RestOutcome.Lost("the answer is longer than " + settings.resultBytes() + " bytes", false);
        } catch (CannotConnectException e) {
            return new RestOutcome.NotSent("cannot connect to `" + settings.name() + "`: " + reason(e));
        } catch (IOException e) {
            String why = "the connection to `" + settings.name() + "` broke: " + reason(e);
            return request.withdraw() ? new RestOutcome.NotSent(why) : new RestOutcome.Lost(why, false);
        }
    }

    private static String reason(IOException e) {
        String message = e.getMessage();
        return message == null ? e.getClass().getSimpleName() : message;
    }

    /** Requests under way are lost, later ones are not sent. */
    @Override
    public void close() {
        closed = true;
        origin.close();
    }
}
