package dev.interlock.server.door.authzen;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Recorded;
import dev.interlock.policy.compile.PolicyBundle;
import dev.interlock.server.app.InterlockServer;
import dev.interlock.server.config.ConfigOutcome;
import dev.interlock.server.config.ConfigReader;
import dev.interlock.server.domain.LedgerReplayer;
import dev.interlock.server.fixture.Quiet;
import dev.interlock.server.fixture.RawHttp;
import dev.interlock.server.fixture.Trees;
import dev.interlock.server.identity.registry.Token;
import dev.interlock.server.store.SqliteReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;

/** A server that enforcement points outside ask, and a clock that is moved by hand. */
final class AuthzenStage implements AutoCloseable {

    static final String EVALUATION = "/access/v1/evaluation";
    static final String EVALUATIONS = "/access/v1/evaluations";

    final Token mesh = Token.create(new SecureRandom());
    final Token other = Token.create(new SecureRandom());
    final Token adviser = Token.create(new SecureRandom());
    final Token alice = Token.create(new SecureRandom());
    final Token bob = Token.create(new SecureRandom());
    final Token ann = Token.create(new SecureRandom());
    final AtomicLong ahead = new AtomicLong();
    private final Path folder;
    private final Path bundle;
    private final String more;
    /** Of the caller `mesh`, as the configuration writes it. */
    private String callbacks;

    private InterlockServer server;

    /** @param more of the section, as the configuration writes it */
    AuthzenStage(Path folder, Path bundle, String more) throws IOException {
        this(folder, bundle, more, "{to: []}");
    }

    /** @param callbacks of the caller {@code mesh}, as the configuration writes them */
    AuthzenStage(Path folder, Path bundle, String more, String callbacks) throws IOException {
        Quiet.on();
        this.callbacks = callbacks;
        this.folder = folder;
        this.bundle = bundle;
        this.more = more;
        this.server = start();
    }

    /** Vendors, of which whoever creates one does not pay it. */
    static AuthzenStage vendors(Path folder) throws IOException {
        return vendors(folder, "{to: []}");
    }

    static AuthzenStage vendors(Path folder, String callbacks) throws IOException {
        return new AuthzenStage(
                folder,
                Path.of(Objects.requireNonNull(AuthzenStage.class.getResource("/authzen/vendors"))
                        .getPath()),
                "",
                callbacks);
    }

    private InterlockServer start() throws IOException {
        Path file = folder.resolve(ConfigReader.FILE);
        Files.writeString(file, """
                domain: pdp.example.com
                listen: 127.0.0.1:0
                bundle: %s
                agents:
                  ann: {token: %s, owner: three, model: m, root: true}
                people:
                  alice: {token: %s, owner: one, groups: [approvers]}
                  bob: {token: %s, owner: two, groups: [approvers]}
                authzen:
                  url: https://pdp.example.com
                  callers:
                    mesh: {token: %s, mode: enforcing, report-within: 5m, properties: trusted, intent: use, callbacks: %s}
                    other: {token: %s, mode: enforcing, report-within: 5m, intent: use, subjects: [alice]}
                    adviser: {token: %s, mode: advisory, properties: trusted, intent: use}
                %s""".formatted(
                        bundle.toAbsolutePath(),
                        ann.hash(),
                        alice.hash(),
                        bob.hash(),
                        mesh.hash(),
                        callbacks,
                        other.hash(),
                        adviser.hash(),
                        more));
        ConfigOutcome outcome = ConfigReader.read(file, Map.of());
        if (!(outcome instanceof ConfigOutcome.Loaded loaded)) {
            throw new AssertionError(outcome.diagnostics());
        }
        PolicyBundle checked = PolicyBundle.load(loaded.config().bundle());
        if (!(checked instanceof PolicyBundle.Compiled compiled)) {
            throw new AssertionError(checked.diagnostics());
        }
        InstantSource clock = () -> Instant.now().plusMillis(ahead.get());
        return InterlockServer.start(loaded.config(), compiled, clock);
    }

    void restart() throws IOException {
        server.close();
        server = start();
    }

    /** Starts again with other callbacks of the caller {@code mesh}. */
    void restartWith(String other) throws IOException {
        callbacks = other;
        restart();
    }

    Path data() {
        return folder.resolve("data");
    }

    int port() {
        return server.port();
    }

    RawHttp post(Token by, String path, String body) {
        return RawHttp.to(port(), path)
                .add("Authorization", "Bearer " + by.reveal())
                .add("Content-Type", "application/json")
                .body(body);
    }

    RawHttp.Answer ask(Token by, String subject, String action, String id) {
        return post(by, EVALUATION, question(subject, action, id)).send();
    }

    static String question(String subject, String action, String id) {
        return """
                {"subject": {"type": "%s", "id": "%s"}, "action": {"name": "%s"}, "resource": {"type": "vendor", "id": "%s"}}
                """.formatted(subject.equals("ann") ? "agent" : "user", subject, action, id);
    }

    /** The id of a permitted evaluation. */
    static String permitted(RawHttp.Answer answer) {
        ObjectNode json = json(answer);
        if (!json.path("decision").asBoolean()) {
            throw new AssertionError(answer.text());
        }
        return json.at("/context/evaluation_id").asText();
    }

    static ObjectNode json(RawHttp.Answer answer) {
        if (answer.status() != 200) {
            throw new AssertionError(answer.text());
        }
        return answer.json();
    }

    // --- access requests

    /** What alice is denied: a call that is held, and can be asked to be approved. */
    ObjectNode held(String vendor) {
        ObjectNode denied = json(ask(mesh, "alice", "close", vendor));
        if (!denied.at("/context").has("access_request")) {
            throw new AssertionError(denied.toString());
        }
        return denied;
    }

    static ObjectNode denial(ObjectNode denied) {
        ObjectNode denial = (ObjectNode) tree("{}");
        denial.put("evaluation_id", denied.at("/context/evaluation_id").asText());
        for (String member : List.of("expires_at", "binding_token")) {
            denial.put(member, denied.at("/context/access_request/" + member).asText());
        }
        return denial;
    }

    /** An access request of alice's. */
    static ObjectNode request(ObjectNode denied, String vendor) {
        ObjectNode body = (ObjectNode) tree(question("alice", "close", vendor));
        body.set("denial", denial(denied));
        return body;
    }

    RawHttp.Answer submit(ObjectNode body) {
        return post(mesh, "/access/v1/access-requests", body.toString()).send();
    }

    RawHttp.Answer status(ObjectNode task) {
        return post(mesh, path(task.at("/task/status_endpoint").asText()), "")
                .method("GET")
                .send();
    }

    RawHttp.Answer cancel(ObjectNode task) {
        return post(mesh, path(task.at("/task/status_endpoint").asText()) + "/cancel", "{}")
                .send();
    }

    private static String path(String url) {
        return url.substring("https://pdp.example.com".length());
    }

    /** Bob approves or rejects the hold of a denied evaluation. */
    void answer(ObjectNode denied, String answer) throws IOException {
        String call = denied.at("/context/evaluation_id").asText();
        long hold = events(Event.CallHeld.class).stream()
                .filter(each -> call.equals("c-" + each.call()))
                .findFirst()
                .orElseThrow()
                .hold();
        RawHttp.Answer shown =
                post(bob, "/v1/holds/h-" + hold, "").method("GET").send();
        ObjectNode body = (ObjectNode) tree("{\"comment\": \"seen\"}");
        if (answer.equals("approve")) {
            body.put("code", shown.json().path("code").asText());
        }
        RawHttp.Answer answered =
                post(bob, "/v1/holds/h-" + hold + "/" + answer, body.toString()).send();
        if (answered.status() != 200) {
            throw new AssertionError(answered.text());
        }
    }

    /** Asks again with the approval. */
    ObjectNode again(String vendor, JsonNode approval) {
        ObjectNode body = (ObjectNode) tree(question("alice", "close", vendor));
        body.putObject("context").set("approval", approval);
        return json(post(mesh, EVALUATION, body.toString()).send());
    }

    static void assertProblem(RawHttp.Answer answer, int status, String type) {
        if (answer.status() != status
                || !answer.header("Content-Type").orElse("").contains("application/problem+json")
                || !answer.json().path("type").asText().endsWith(type)
                || answer.json().path("title").asText().isEmpty()) {
            throw new AssertionError("not a problem `" + type + "` (" + status + "): " + answer.text());
        }
    }

    RawHttp.Answer report(Token by, String id, String body) {
        return post(by, EVALUATIONS + "/" + id + "/outcome", body).send();
    }

    static JsonNode tree(String text) {
        return Trees.object(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    /** Any value, not only an object. */
    static JsonNode value(String text) {
        return tree("{\"value\": " + text + "}").get("value");
    }

    /** All that was recorded of this kind. */
    <T extends Event> List<T> events(Class<T> kind) throws IOException {
        server.awaitDurable();
        try (SqliteReader reader = SqliteReader.open(folder.resolve("data"))) {
            var found = new ArrayList<Recorded>();
            new LedgerReplayer(reader).scan(0, reader.size(), found::add);
            return found.stream()
                    .map(Recorded::event)
                    .filter(kind::isInstance)
                    .map(kind::cast)
                    .toList();
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
