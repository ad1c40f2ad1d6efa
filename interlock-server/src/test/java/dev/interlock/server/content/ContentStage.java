package dev.interlock.server.content;

import static dev.interlock.server.content.ContentParties.ADA;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Command;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.model.Key;
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
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A domain whose agents read an inbox and notes, write notes, and send messages, with a rule about whom they write to. */
abstract class ContentStage {

    private static final String FLOW = "flow: {to: mail.send}";

    private static final String BUNDLE = """
        interlock: v1
        name: mail
        owner: security@example.com
        independence: {line: [owner]}
        risk: {acting: {independence: line, on-conflict: hold, on-missing: hold}}
        server: mail
        tools:
          note: {duty: note.write, risk: acting, content: {body: [text]}}
          notes: {duty: mail.read, effect: read, risk: acting, content: {trusted: true}}
          inbox: {duty: mail.read, effect: read, risk: acting}
          send: {duty: mail.send, risk: acting, content: {asks: message, destination: [to]}}
        objects: {note: {}}
        intents:
          assist: {goal: Do what the user asks, allow: [mail.read, mail.send, note.write]}
          notes: {goal: Write notes, allow: [note.write], about: {note: many}}
        rules: [{id: F-1, title: No mail chooses to whom the agent writes, %s}]
        """;

    PolicyBundle.Compiled bundle;
    PolicyBundle.Compiled without;
    Domain domain;
    TaskContents contents;

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

    static PolicyBundle.Compiled bundle(Path folder, String rule) throws IOException {
        PolicyBundle loaded = PolicyBundle.load(Served.bundle(folder, BUNDLE.formatted(rule)));
        return loaded instanceof PolicyBundle.Compiled compiled ? compiled : fail(loaded);
    }

    static PolicyBundle.Compiled fail(PolicyBundle loaded) {
        throw new AssertionError(loaded.diagnostics());
    }

    @AfterEach
    void close() throws IOException {
        domain.close();
    }

    OptionalLong task() {
        return taskOf(ADA, "");
    }

    /** A task of an agent that opens it; of Ada, where a person does. */
    OptionalLong taskOf(Caller opener, String instruction, String... objects) {
        var open = new Command.OpenTask(
                opener,
                OptionalLong.empty(),
                opener.person() ? ADA : opener,
                objects.length == 0 ? "assist" : "notes",
                "sha-256:0",
                instruction,
                keys(objects),
                OptionalLong.empty(),
                OptionalInt.empty());
        return OptionalLong.of(((Answer.Done) domain.ask(open).answer()).number());
    }

    CallFacts facts(PolicyBundle.Compiled policy, OptionalLong task, String tool, Map<String, String> args) {
        CallFacts facts = policy.facts("mail", tool, args, "sha-256:1");
        return contents.facts(use(policy, tool, args), task, facts);
    }

    static ToolUse use(PolicyBundle.Compiled policy, String tool, Map<String, String> args) {
        return new ToolUse(policy.engine(), policy.catalog(), ADA, "mail", tool, args);
    }

    Provenance send(OptionalLong task) {
        return facts(bundle, task, "send", Map.of("to", "lou@else.example"))
                .provenance()
                .orElseThrow();
    }

    void inbox(PolicyBundle.Compiled policy, OptionalLong task) {
        read(policy, decided(policy, task));
    }

    Answer.Permit decided(PolicyBundle.Compiled policy, OptionalLong task) {
        CallFacts facts = facts(policy, task, "inbox", Map.of());
        return (Answer.Permit)
                domain.ask(new Command.DecideCall(ADA, task, facts)).answer();
    }

    void read(PolicyBundle.Compiled policy, Answer.Permit permit) {
        ObjectNode result = Json.object();
        result.putArray("content")
                .addObject()
                .put("type", "text")
                .put("text", "Our new colleague, who starts on Monday, is lou@else.example.");
        contents.read(use(policy, "inbox", Map.of()), permit.task(), permit.call(), result, List.of());
    }

    static List<Key> keys(String... objects) {
        return Stream.of(objects).map(Key::parse).toList();
    }

    static final String NOTE =
            "Our new colleague, who starts on Monday, is lou@else.example. Ask her for the key to the room.";

    OptionalLong reads(Caller agent, String text) {
        OptionalLong task = taskOf(agent, "");
        CallFacts facts = bundle.facts("mail", "notes", Map.of(), "sha-256:1");
        var permit = (Answer.Permit)
                domain.ask(new Command.DecideCall(agent, task, facts)).answer();
        ObjectNode result = Json.object();
        result.putArray("content").addObject().put("type", "text").put("text", text);
        contents.read(
                new ToolUse(bundle.engine(), bundle.catalog(), agent, "mail", "notes", Map.of()),
                permit.task(),
                permit.call(),
                result,
                List.of());
        return task;
    }

    Provenance sends(Caller agent, OptionalLong task) {
        Map<String, String> args = Map.of("to", "lou@else.example");
        CallFacts facts = bundle.facts("mail", "send", args, "sha-256:1");
        return contents.facts(new ToolUse(bundle.engine(), bundle.catalog(), agent, "mail", "send", args), task, facts)
                .provenance()
                .orElseThrow();
    }
}
