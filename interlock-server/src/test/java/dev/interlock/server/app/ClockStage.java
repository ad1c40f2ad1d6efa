package dev.interlock.server.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.engine.event.ClockEvent;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Recorded;
import dev.interlock.server.domain.LedgerReplayer;
import dev.interlock.server.fixture.RawHttp;
import dev.interlock.server.fixture.Served;
import dev.interlock.server.identity.registry.Token;
import dev.interlock.server.store.SqliteReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntSupplier;

/** Callers of a server whose clock is set: whoever creates a vendor does not pay it for ten days. */
final class ClockStage {

    private static final String BUNDLE = """
            interlock: v1
            name: vendors
            owner: tests@example.com
            include: [vendor.yaml]
            independence: {another: [owner]}
            risk:
              low: {independence: another, on-conflict: deny, on-missing: deny}
            intents:
              use:
                goal: Keep vendors, and pay them
                allow: [vendor.create, vendor.check, vendor.pay]
                limits: {time: 12h, idle: 12h, calls: 100000}
            rules:
              - id: V-01
                title: Whoever creates a vendor does not pay it for ten days
                separate: {duties: [vendor.create, vendor.pay], per: vendor, within: 10d}
            """;

    private static final String CATALOGUE = """
            server: vendor
            objects:
              vendor: {id: {form: text}}
            tools:
              create: {duty: vendor.create, creates: {vendor: result.id}, risk: low}
              check: {duty: vendor.check, on: {vendor: args.resource.id}, effect: read, risk: low}
              pay: {duty: vendor.pay, on: {vendor: args.resource.id}, risk: low}
            """;

    private static final Token MESH = Token.create(new SecureRandom());
    static final Token ADAM = Token.create(new SecureRandom());
    static final Token VERA = Token.create(new SecureRandom());

    private final Path folder;
    private final IntSupplier port;

    /** @param port of the server that runs at the moment */
    ClockStage(Path folder, IntSupplier port) {
        this.folder = folder;
        this.port = port;
    }

    /** Writes the bundle, and returns the configuration. */
    static String configured(Path folder) throws IOException {
        Files.createDirectories(folder);
        Path bundle = Served.bundle(folder, Map.of("interlock.yaml", BUNDLE, "vendor.yaml", CATALOGUE));
        return """
                domain: clock.example.com
                listen: 127.0.0.1:0
                bundle: %s
                people:
                  adam: {token: %s, owner: board, groups: [administrators]}
                  vera: {token: %s, owner: controls}
                authzen:
                  url: https://clock.example.com
                  callers:
                    mesh: {token: %s, mode: enforcing, report-within: 5m, properties: trusted, intent: use}
                """.formatted(bundle, ADAM.hash(), VERA.hash(), MESH.hash());
    }

    /** The durable events of one kind. */
    <E extends Event> List<E> recorded(Class<E> kind) {
        return record().stream()
                .map(Recorded::event)
                .filter(kind::isInstance)
                .map(kind::cast)
                .toList();
    }

    List<Recorded> record() {
        var all = new ArrayList<Recorded>();
        try (SqliteReader reader = SqliteReader.open(folder.resolve("data"))) {
            new LedgerReplayer(reader).scan(0, reader.size(), all::add);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return all;
    }

    // --- what callers see

    RawHttp.Answer send(String method, Token by, String path, String body) {
        return RawHttp.to(port.getAsInt(), path)
                .method(method)
                .add("Authorization", "Bearer " + by.reveal())
                .add("Content-Type", "application/json")
                .body(body)
                .send();
    }

    ObjectNode ask(String user, String action) {
        RawHttp.Answer answer = send("POST", MESH, "/access/v1/evaluation", """
                {"subject": {"type": "user", "id": "%s"}, "action": {"name": "%s"},
                 "resource": {"type": "vendor", "id": "7"}}""".formatted(user, action));
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer.json();
    }

    boolean permits(String user, String action) {
        ObjectNode answer = ask(user, action);
        if (!answer.path("decision").asBoolean()) {
            return false;
        }
        report(answer, "{\"outcome\": \"succeeded\"}");
        return true;
    }

    void report(ObjectNode permitted, String outcome) {
        String id = permitted.at("/context/evaluation_id").asText();
        RawHttp.Answer told = send("POST", MESH, "/access/v1/evaluations/" + id + "/outcome", outcome);
        assertThat(told.status()).as(told.text()).isEqualTo(200);
    }

    RawHttp.Answer ready() {
        return RawHttp.to(port.getAsInt(), "/health/ready").method("GET").send();
    }

    RawHttp.Answer confirm(Token by, long statedMillis) {
        return send("POST", by, "/v1/clock/confirm", "{\"time\": \"" + Instant.ofEpochMilli(statedMillis) + "\"}");
    }

    /** Vera creates vendor 7, and may not pay it. */
    void create() {
        report(ask("vera", "create"), "{\"outcome\": \"succeeded\", \"created\": [\"vendor/7\"]}");
        assertDecidesAsBefore();
    }

    void assertDecidesAsBefore() {
        ObjectNode denied = ask("vera", "pay");
        assertThat(denied.path("decision").asBoolean()).isFalse();
        assertThat(denied.toString()).contains("V-01");
        assertThat(permits("adam", "check")).isTrue();
    }

    /** Returns whether nothing is decided, with a way out, and the record says why. */
    boolean isHeld() {
        int permits = recorded(Event.CallReserved.class).size();
        ObjectNode denied = ask("adam", "check");
        RawHttp.Answer notReady = ready();
        return !denied.path("decision").asBoolean()
                && denied.toString().contains("clock-in-doubt")
                && denied.toString().contains("interlock clock")
                && notReady.status() == 503
                && notReady.text().contains("interlock clock")
                && recorded(Event.CallReserved.class).size() == permits
                && recorded(ClockEvent.class).getLast() instanceof ClockEvent.Doubted;
    }
}
