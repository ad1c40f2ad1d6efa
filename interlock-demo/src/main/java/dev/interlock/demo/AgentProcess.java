package dev.interlock.demo;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.json.Json;
import dev.interlock.server.json.JsonLimits;
import dev.interlock.server.json.JsonReader;
import dev.interlock.server.tls.ClientTls;
import dev.interlock.server.upstream.stdio.JavaCommand;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A {@link DemoAgent} in a process of its own, driven from here. Each method does one step and waits for its answer. Not
 * thread-safe: one driver an agent.
 */
public final class AgentProcess implements AutoCloseable {
    private static final String TOKEN_VARIABLE = "INTERLOCK_DEMO_AGENT_TOKEN";
    private static final String LANE_VARIABLE = "INTERLOCK_DEMO_LANE_CREDENTIAL";
    private static final long GRACE_SECONDS = 2;

    /** The shape of MCP that an agent speaks. */
    public enum Speaks {
        MODERN,
        LEGACY
    }

    /**
     * The credentials that an agent proves itself with.
     *
     * @param token that it sends, handed over in the environment
     * @param authorities that vouch for the server's certificate, where it speaks TLS
     * @param own the agent's certificates, which it shows in the handshake
     * @param lane the credential of a break-glass lane, which it sends beside them, handed over in the environment
     */
    public record Credentials(
            Optional<String> token, Optional<Path> authorities, Optional<ClientTls.Own> own, Optional<String> lane) {

        /** Makes the credentials of an agent that acts in no lane. */
        public Credentials(Optional<String> token, Optional<Path> authorities, Optional<ClientTls.Own> own) {
            this(token, authorities, own, Optional.empty());
        }

        /** Returns the same for an instance that was admitted to a lane. */
        Credentials inLane(String credential) {
            return new Credentials(token, authorities, own, Optional.of(credential));
        }

        /** Leaves out the token, and the credential of the lane. */
        @Override
        public String toString() {
            return "Credentials[" + authorities + ", " + own + "]";
        }
    }

    /** A call to make. */
    public record Call(String tool, ObjectNode arguments) {}

    private final String name;
    private final Credentials credentials;
    private final Process process;
    private final OutputStream steps;
    private final BufferedReader answers;
    private final JsonReader json = new JsonReader(JsonLimits.answers());

    private AgentProcess(String name, Credentials credentials, Process process) {
        this.name = name;
        this.credentials = credentials;
        this.process = process;
        this.steps = process.getOutputStream();
        this.answers = process.inputReader(StandardCharsets.UTF_8);
    }

    /**
     * Starts the process; what it logs goes to our stderr.
     *
     * @param name of the agent, for messages
     * @param token by which the gateway knows it; handed over in the environment
     */
    public static AgentProcess start(String name, String token) throws IOException {
        return start(name, new Credentials(Optional.of(token), Optional.empty(), Optional.empty()));
    }

    /** Starts an agent with its credentials, also a certificate, and also over TLS. */
    public static AgentProcess start(String name, Credentials credentials) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(JavaCommand.of(DemoAgent.class)).redirectError(ProcessBuilder.Redirect.INHERIT);
        credentials.token().ifPresent(token -> builder.environment().put(TOKEN_VARIABLE, token));
        credentials.lane().ifPresent(lane -> builder.environment().put(LANE_VARIABLE, lane));
        return new AgentProcess(name, credentials, builder.start());
    }

    public String name() {
        return name;
    }

    public long pid() {
        return process.pid();
    }

    /**
     * Connects to an MCP endpoint, afresh: in the legacy era that is a new session.
     *
     * @return the revision agreed on
     */
    public String connect(URI endpoint, Speaks era, Optional<String> task) throws IOException {
        ObjectNode step = Json.object().put("connect", endpoint.toString());
        step.put("era", era.name().toLowerCase(Locale.ROOT));
        credentials.token().ifPresent(token -> step.put("token-variable", TOKEN_VARIABLE));
        credentials.lane().ifPresent(lane -> step.put("lane-variable", LANE_VARIABLE));
        credentials.authorities().ifPresent(file -> step.put("authorities", file.toString()));
        credentials
                .own()
                .ifPresent(own -> step.put("certificate", own.certificates().toString())
                        .put("key", own.key().toString()));
        task.ifPresent(named -> step.put("task", named));
        return perform(step).path("connected").asText();
    }

    /** Does what follows in another task, or in none. */
    public void inTask(Optional<String> task) throws IOException {
        perform(Json.object().put("task", task.orElse(null)));
    }

    /** Names of the tools on offer. */
    public List<String> tools() throws IOException {
        List<String> names = new ArrayList<>();
        perform(Json.object().put("list", true)).path("tools").forEach(tool -> names.add(tool.asText()));
        return List.copyOf(names);
    }

    public Answer call(String tool, ObjectNode arguments) throws IOException {
        return Answer.fromJson(perform(step(new Call(tool, arguments))));
    }

    /** Makes all calls at once; answers in the order of the calls. */
    public List<Answer> parallel(List<Call> calls) throws IOException {
        ObjectNode step = Json.object();
        ArrayNode list = step.putArray("parallel");
        calls.forEach(call -> list.add(step(call)));
        List<Answer> given = new ArrayList<>();
        perform(step).path("parallel").forEach(answer -> given.add(Answer.fromJson(answer)));
        return List.copyOf(given);
    }

    /** Makes a call without waiting for its answer, which {@link #await} gets under the same label. */
    public void begin(String label, String tool, ObjectNode arguments) throws IOException {
        perform(step(new Call(tool, arguments)).put("start", label));
    }

    public Answer await(String label) throws IOException {
        return Answer.fromJson(perform(Json.object().put("await", label)));
    }

    private static ObjectNode step(Call call) {
        ObjectNode step = Json.object().put("call", call.tool());
        step.set("args", call.arguments());
        return step;
    }

    private ObjectNode perform(ObjectNode step) throws IOException {
        steps.write(Json.bytes(step));
        steps.write('\n');
        steps.flush();
        String line = answers.readLine();
        if (line == null) {
            throw new IOException("agent `" + name + "` ended without an answer; see its log");
        }
        return switch (json.read(line.getBytes(StandardCharsets.UTF_8))) {
            case JsonReader.Outcome.Value(ObjectNode answer) when !answer.has("error") -> answer;
            case JsonReader.Outcome.Value(var answer) ->
                throw new IOException(
                        "agent `" + name + "`: " + answer.path("error").asText("answered nonsense"));
            case JsonReader.Outcome.Refused refused ->
                throw new IOException("agent `" + name + "` gave an invalid answer: " + refused.defect());
        };
    }

    /** Ends its input and so the process; by force if it does not end soon. */
    @Override
    public void close() throws IOException {
        steps.close();
        try {
            if (!process.waitFor(GRACE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
