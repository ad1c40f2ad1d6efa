package dev.interlock.server.content;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Command;
import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.model.Provenance;
import dev.interlock.ledger.note.Ed25519Signer;
import dev.interlock.policy.compile.PolicyBundle;
import dev.interlock.server.domain.Domain;
import dev.interlock.server.domain.FaultyStore;
import dev.interlock.server.domain.Rig;
import dev.interlock.server.fixture.Quiet;
import dev.interlock.server.fixture.Served;
import dev.interlock.server.json.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The content of running tasks is known from their first call on, or not at all. */
class TaskContentsTest {

    private static final String FLOW = "flow: {to: mail.send}";

    private static final String BUNDLE = """
        interlock: v1
        name: mail
        owner: security@example.com
        independence: {line: [owner]}
        risk: {acting: {independence: line, on-conflict: hold, on-missing: hold}}
        server: mail
        tools:
          inbox: {duty: mail.read, effect: read, risk: acting}
          send: {duty: mail.send, risk: acting, content: {asks: message, destination: [to]}}
        intents: {assist: {goal: Do what the user asks, allow: [mail.read, mail.send]}}
        rules: [{id: F-1, title: No mail chooses to whom the agent writes, %s}]
        """;

    private static final Caller ADA = new Caller(
            "ada",
            "token-ada",
            false,
            true,
            new TreeMap<>(Map.of("owner", AttributeValue.known("one"))),
            new TreeSet<>(),
            Optional.of("assist"));

    private PolicyBundle.Compiled bundle;
    private PolicyBundle.Compiled without;
    private Domain domain;
    private TaskContents contents;

    @BeforeEach
    void open(@TempDir Path folder) throws Exception {
        Quiet.on();
        bundle = bundle(folder.resolve("with"), FLOW);
        without = bundle(folder.resolve("without"), "forbid: {duty: mail.send}");
        var store = new FaultyStore();
        var signer = Ed25519Signer.generate("example.com/test", new SecureRandom());
        domain = Rig.open(store, store, signer, bundle.engine(), new AtomicLong(600_000));
        contents = new TaskContents(domain);
    }

    private static PolicyBundle.Compiled bundle(Path folder, String rule) throws IOException {
        PolicyBundle loaded = PolicyBundle.load(Served.bundle(folder, BUNDLE.formatted(rule)));
        return loaded instanceof PolicyBundle.Compiled compiled ? compiled : fail(loaded);
    }

    private static PolicyBundle.Compiled fail(PolicyBundle loaded) {
        throw new AssertionError(loaded.diagnostics());
    }

    @AfterEach
    void close() throws IOException {
        domain.close();
    }

    private OptionalLong task() {
        var open = new Command.OpenTask(
                ADA,
                OptionalLong.empty(),
                ADA,
                "assist",
                "sha-256:0",
                "",
                List.of(),
                OptionalLong.empty(),
                OptionalInt.empty());
        return OptionalLong.of(((Answer.Done) domain.ask(open).answer()).number());
    }

    private CallFacts facts(PolicyBundle.Compiled policy, OptionalLong task, String tool, Map<String, String> args) {
        CallFacts facts = policy.facts("mail", tool, args, "sha-256:1");
        return contents.facts(policy.engine(), policy.catalog(), ADA, task, facts, args, "mail", tool, true);
    }

    private Provenance send(OptionalLong task) {
        return facts(bundle, task, "send", Map.of("to", "lou@else.example"))
                .provenance()
                .orElseThrow();
    }

    private void inbox(PolicyBundle.Compiled policy, OptionalLong task) {
        CallFacts facts = facts(policy, task, "inbox", Map.of());
        var permit = (Answer.Permit)
                domain.ask(new Command.DecideCall(ADA, task, facts)).answer();
        ObjectNode result = Json.object();
        result.putArray("content")
                .addObject()
                .put("type", "text")
                .put("text", "Our new colleague, who starts on Monday, is lou@else.example.");
        contents.read(
                policy.engine(),
                policy.catalog(),
                ADA,
                permit.task(),
                permit.call(),
                Map.of(),
                "mail",
                "inbox",
                result,
                List.of());
    }

    @Test
    void aTaskIsKnownFromItsFirstCallOn() {
        OptionalLong task = task();
        inbox(bundle, task);
        inbox(bundle, task);
        assertThat(send(task).known()).isTrue();
        assertThat(send(task).labels()).containsExactly(Provenance.UNTRUSTED);
    }

    @Test
    void anImplicitTaskIsKnownFromItsFirstCallOn() {
        assertThat(send(OptionalLong.empty()).known()).isTrue();
        inbox(bundle, OptionalLong.empty());
        assertThat(send(OptionalLong.empty()).known()).isTrue();
        assertThat(send(OptionalLong.empty()).labels()).containsExactly(Provenance.UNTRUSTED);
    }

    @Test
    void nothingIsKnownOfATaskThatMadeCallsBefore() {
        OptionalLong task = task();
        inbox(bundle, task);
        contents = new TaskContents(domain); // as after a restart
        assertThat(send(task).known()).isFalse();
        inbox(bundle, task);
        assertThat(send(task).known()).isFalse();
    }

    @Test
    void whatIsReadWithoutSuchARuleIsNotKnownLater() {
        OptionalLong task = task();
        inbox(bundle, task);
        inbox(without, task);
        assertThat(send(task).known()).isFalse();
        assertThat(send(task()).known()).isTrue();
    }
}
