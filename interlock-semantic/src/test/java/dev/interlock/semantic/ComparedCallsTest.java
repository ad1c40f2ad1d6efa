package dev.interlock.semantic;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Command;
import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.FindingCode;
import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.model.Distance;
import dev.interlock.ledger.note.Ed25519Signer;
import dev.interlock.policy.compile.PolicyBundle;
import dev.interlock.server.content.TaskContents;
import dev.interlock.server.content.ToolUse;
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

/** The server compares calls with the instruction by the real model where a rule asks for it. */
class ComparedCallsTest {

    private static final String BUNDLE = """
        interlock: v1
        name: office
        owner: security@example.com
        independence: {line: [owner]}
        risk: {acting: {independence: line, on-conflict: hold, on-missing: hold}}
        server: office
        tools:
          inbox: {duty: mail.read, effect: read, risk: acting}
          create_note: {duty: note.write, risk: acting, content: {asks: write-file, body: [text]}}
        intents: {assist: {goal: Do what the user asks, allow: [mail.read, note.write]}}
        rules:
          - id: F-1
            title: After reading mail, notes are about what the person asked for
            flow: {to: note.write, distance: {call: 0.6, task: 2}}
        """;

    private static final Caller ALICE = party("alice", false);
    private static final Caller ADA = party("ada", true);

    private PolicyBundle.Compiled bundle;
    private Domain domain;
    private TaskContents contents;

    private static Caller party(String name, boolean root) {
        return new Caller(
                name,
                "token-" + name,
                !root,
                root,
                new TreeMap<>(Map.of("owner", AttributeValue.known("one"), "origin", AttributeValue.known("alice"))),
                new TreeSet<>(),
                Optional.of("assist"));
    }

    @BeforeEach
    void open(@TempDir Path folder) throws Exception {
        Quiet.on();
        PolicyBundle loaded = PolicyBundle.load(Served.bundle(folder.resolve("bundle"), BUNDLE));
        bundle = loaded instanceof PolicyBundle.Compiled compiled ? compiled : fail(loaded);
        var store = new FaultyStore();
        var signer = Ed25519Signer.generate("example.com/test", new SecureRandom());
        domain = Rig.open(store, store, signer, bundle.engine(), new AtomicLong(600_000));
        contents = new TaskContents(domain);
    }

    private static PolicyBundle.Compiled fail(PolicyBundle loaded) {
        throw new AssertionError(loaded.diagnostics());
    }

    @AfterEach
    void close() throws IOException {
        domain.close();
    }

    private OptionalLong task(String instruction) {
        var open = new Command.OpenTask(
                ALICE,
                OptionalLong.empty(),
                ADA,
                "assist",
                "sha-256:0",
                instruction,
                List.of(),
                OptionalLong.empty(),
                OptionalInt.empty());
        OptionalLong task = OptionalLong.of(((Answer.Done) domain.ask(open).answer()).number());
        CallFacts facts = facts(task, "inbox", Map.of());
        var permit = (Answer.Permit)
                domain.ask(new Command.DecideCall(ADA, task, facts)).answer();
        ObjectNode result = Json.object();
        result.putArray("content")
                .addObject()
                .put("type", "text")
                .put("text", "The caterer has sent the menu for the summer party, and the band is booked.");
        contents.read(use("inbox", Map.of()), permit.task(), permit.call(), result, List.of());
        return task;
    }

    private CallFacts facts(OptionalLong task, String tool, Map<String, String> args) {
        CallFacts facts = bundle.facts("office", tool, args, "sha-256:1");
        return contents.facts(use(tool, args), task, facts);
    }

    private ToolUse use(String tool, Map<String, String> args) {
        return new ToolUse(bundle.engine(), bundle.catalog(), ADA, "office", tool, args);
    }

    private List<FindingCode> note(OptionalLong task, String text) {
        CallFacts facts = facts(task, "create_note", Map.of("text", text));
        Answer answer = domain.ask(new Command.DecideCall(ADA, task, facts)).answer();
        return answer instanceof Answer.Hold held
                ? held.findings().stream().map(Finding::code).toList()
                : List.of();
    }

    @Test
    void aCallThatIsFarFromTheInstructionIsHeldAndOneThatIsNearIsNot() {
        OptionalLong task = task("Read my mail about the summer party and create a note with the menu for the party.");
        assertThat(note(task, "Menu for the summer party")).isEmpty();
        assertThat(note(task, "Router password and VPN certificate of the finance network"))
                .containsExactly(FindingCode.ACT_DISTANT);
    }

    @Test
    void manyCallsThatAreALittleFarAreHeldInTheEnd() {
        OptionalLong task = task("Read my mail about the summer party and create a note with the menu for the party.");
        int permitted = 0;
        while (note(task, "Menu for the summer party, part " + permitted).isEmpty()) {
            permitted++;
            assertThat(permitted).isLessThan(100);
        }
        assertThat(permitted).isPositive();
        CallFacts next = facts(task, "create_note", Map.of("text", "Menu for the summer party"));
        Distance distance = next.provenance().orElseThrow().distance().orElseThrow();
        assertThat(distance.call()).isLessThanOrEqualTo(600);
        assertThat(distance.task()).isGreaterThan(2_000);
    }
}
