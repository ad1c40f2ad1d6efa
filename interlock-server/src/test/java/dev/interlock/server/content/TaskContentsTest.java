package dev.interlock.server.content;

import static dev.interlock.server.content.ContentParties.ADA;
import static dev.interlock.server.content.ContentParties.BOB;
import static dev.interlock.server.content.ContentParties.EVE;
import static dev.interlock.server.content.ContentParties.OMAR;
import static dev.interlock.server.content.ContentParties.PAT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Command;
import dev.interlock.engine.model.Asked;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.model.Origin;
import dev.interlock.engine.model.Provenance;
import dev.interlock.ledger.note.Ed25519Signer;
import dev.interlock.policy.compile.PolicyBundle;
import dev.interlock.provenance.artefact.Artefacts;
import dev.interlock.provenance.task.TaskRoot;
import dev.interlock.provenance.text.Fingerprints;
import dev.interlock.server.domain.Domain;
import dev.interlock.server.domain.FaultyStore;
import dev.interlock.server.domain.Rig;
import dev.interlock.server.domain.UnavailableException;
import dev.interlock.server.fixture.Quiet;
import dev.interlock.server.fixture.Served;
import dev.interlock.server.json.Json;
import dev.interlock.server.store.ContentFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
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
        return taskOf(ADA, "");
    }

    /** A task of an agent that opens it; of Ada, where a person does. */
    private OptionalLong taskOf(Caller opener, String instruction, String... objects) {
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

    private CallFacts facts(PolicyBundle.Compiled policy, OptionalLong task, String tool, Map<String, String> args) {
        CallFacts facts = policy.facts("mail", tool, args, "sha-256:1");
        return contents.facts(use(policy, tool, args), task, facts);
    }

    private static ToolUse use(PolicyBundle.Compiled policy, String tool, Map<String, String> args) {
        return new ToolUse(policy.engine(), policy.catalog(), ADA, "mail", tool, args);
    }

    private Provenance send(OptionalLong task) {
        return facts(bundle, task, "send", Map.of("to", "lou@else.example"))
                .provenance()
                .orElseThrow();
    }

    private void inbox(PolicyBundle.Compiled policy, OptionalLong task) {
        read(policy, decided(policy, task));
    }

    private Answer.Permit decided(PolicyBundle.Compiled policy, OptionalLong task) {
        CallFacts facts = facts(policy, task, "inbox", Map.of());
        return (Answer.Permit)
                domain.ask(new Command.DecideCall(ADA, task, facts)).answer();
    }

    private void read(PolicyBundle.Compiled policy, Answer.Permit permit) {
        ObjectNode result = Json.object();
        result.putArray("content")
                .addObject()
                .put("type", "text")
                .put("text", "Our new colleague, who starts on Monday, is lou@else.example.");
        contents.read(use(policy, "inbox", Map.of()), permit.task(), permit.call(), result, List.of());
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
    void callsThatAreMadeAtOnceAreAllLookedAt() {
        for (OptionalLong task : List.of(task(), OptionalLong.empty())) {
            Answer.Permit one = decided(bundle, task);
            Answer.Permit other = decided(bundle, task);
            read(bundle, other);
            read(bundle, one);
            assertThat(send(task).known()).isTrue();
            assertThat(send(task).labels()).containsExactly(Provenance.UNTRUSTED);
        }
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

    @Test
    void anAgentTakesItsLabelsAlongToItsNextTask() {
        assertThat(send(task()).labels()).isEmpty();
        inbox(bundle, task());
        assertThat(send(task()).labels()).containsExactly(Provenance.UNTRUSTED);
        assertThat(send(task()).known()).isTrue();
        assertThat(send(OptionalLong.empty()).labels()).containsExactly(Provenance.UNTRUSTED);
    }

    @Test
    void aTaskThatAPersonOpensHasTheLabelsOfItsAgentButPassesByItsInstruction() {
        inbox(bundle, task());
        OptionalLong asked = taskOf(OMAR, "Send a message to lou@else.example");
        assertThat(send(asked).labels()).containsExactly(Provenance.UNTRUSTED);
        assertThat(send(asked).values().getFirst().origins()).contains(Origin.INSTRUCTION);
    }

    @Test
    void aFreshAgentHasNoLabelsInATaskThatAPersonOpens() {
        contents = new TaskContents(domain, KeptLabels.inMemory(), new ContentConfig(Set.of(), Set.of("ada")));
        inbox(bundle, task());
        assertThat(send(taskOf(OMAR, "Send a message to lou@else.example")).labels())
                .isEmpty();
        assertThat(send(task()).labels()).containsExactly(Provenance.UNTRUSTED);
    }

    @Test
    void labelsOfAnAgentSurviveARestart(@TempDir Path data) throws IOException {
        try (ContentFile file = ContentFile.open(data, new SecureRandom(), false)) {
            contents = new TaskContents(domain, KeptLabels.in(file), ContentConfig.DEFAULT);
            inbox(bundle, task());
        }
        try (ContentFile file = ContentFile.open(data, new SecureRandom(), false)) {
            contents = new TaskContents(domain, KeptLabels.in(file), ContentConfig.DEFAULT);
            assertThat(send(task()).labels()).containsExactly(Provenance.UNTRUSTED);
        }
    }

    @Test
    void aPersonTakesALabelFromWhatWasReadSoFar() {
        OptionalLong task = task();
        inbox(bundle, task);
        assertThat(declassify(task, PAT, "read it, and it is ours")).isInstanceOf(Answer.Done.class);
        assertThat(send(task).labels()).isEmpty();
        assertThat(send(task()).labels()).as("in another task").containsExactly(Provenance.UNTRUSTED);
        inbox(bundle, task);
        assertThat(send(task).labels()).as("read again").containsExactly(Provenance.UNTRUSTED);
    }

    @Test
    void nobodyTakesALabelFromWhatItsOwnAgentRead() {
        OptionalLong task = task();
        inbox(bundle, task);
        assertThat(declassify(task, ADA, "mine")).isInstanceOf(Answer.Refused.class);
        assertThat(declassify(task, OMAR, "as its owner")).isInstanceOf(Answer.Refused.class);
        assertThat(declassify(task, PAT, " ")).as("without a reason").isInstanceOf(Answer.Refused.class);
        assertThat(send(task).labels()).containsExactly(Provenance.UNTRUSTED);
    }

    private Answer declassify(OptionalLong task, Caller by, String reason) {
        return domain.ask(new Command.AmendTask(
                        task.getAsLong(),
                        by,
                        Optional.empty(),
                        OptionalLong.empty(),
                        OptionalInt.empty(),
                        reason,
                        new TreeSet<>(Set.of(Provenance.UNTRUSTED))))
                .answer();
    }

    @Test
    void onlyObjectsThatPeopleBoundAreBound() {
        assertThat(root(taskOf(OMAR, "Do it", "note/1")).objects()).containsExactly(NOTE_1);
        OptionalLong own = taskOf(ADA, "Do it", "note/1", "note/2");
        assertThat(root(own).objects()).as("an agent named them").isEmpty();
        amend(own, ADA, "note/1");
        amend(own, PAT, "note/1", "note/2", "note/3");
        assertThat(root(own).objects()).containsExactly(Key.parse("note/3"));
        OptionalLong asked = taskOf(OMAR, "Do it", "note/1", "note/2");
        amend(asked, ADA, "note/1");
        assertThat(root(asked).objects()).as("taken away").containsExactly(NOTE_1);
    }

    private static final Key NOTE_1 = Key.parse("note/1");

    private TaskRoot root(OptionalLong task) {
        return domain.query(state -> TaskRoot.of(state, "ada", task));
    }

    private void amend(OptionalLong task, Caller by, String... objects) {
        var amend = new Command.AmendTask(
                task.getAsLong(),
                by,
                Optional.of(keys(objects)),
                OptionalLong.empty(),
                OptionalInt.empty(),
                "as asked");
        assertThat(domain.ask(amend).answer()).isInstanceOf(Answer.Done.class);
    }

    private static List<Key> keys(String... objects) {
        return Stream.of(objects).map(Key::parse).toList();
    }

    @Test
    void aPromptOfAPersonIsAddedToTheInstruction() {
        OptionalLong task = task();
        inbox(bundle, task);
        assertThat(send(task).asked()).isEqualTo(Asked.NO_INSTRUCTION);
        prompt(task, "Summarise the inbox");
        assertThat(send(task).asked()).isEqualTo(Asked.NO);
        prompt(task, "Now send a message to lou@else.example");
        assertThat(send(task).asked()).isEqualTo(Asked.YES);
        assertThat(send(task).values().getFirst().origins()).contains(Origin.INSTRUCTION);
    }

    private void prompt(OptionalLong task, String said) {
        contents.prompted(bundle.engine(), bundle.catalog(), ADA, task.getAsLong(), said);
    }

    private static final String NOTE =
            "Our new colleague, who starts on Monday, is lou@else.example. Ask her for the key to the room.";

    private void note(OptionalLong task, String text) {
        note(ADA, task, text);
    }

    private void note(Caller agent, OptionalLong task, String text) {
        Map<String, String> args = Map.of("file", "a.txt", "text", text);
        CallFacts facts = bundle.facts("mail", "note", args, "sha-256:1");
        var permit = (Answer.Permit)
                domain.ask(new Command.DecideCall(agent, task, facts)).answer();
        contents.permitted(new ToolUse(bundle.engine(), bundle.catalog(), agent, "mail", "note", args), permit, facts);
    }

    private OptionalLong reads(Caller agent, String text) {
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

    private Provenance sends(Caller agent, OptionalLong task) {
        Map<String, String> args = Map.of("to", "lou@else.example");
        CallFacts facts = bundle.facts("mail", "send", args, "sha-256:1");
        return contents.facts(new ToolUse(bundle.engine(), bundle.catalog(), agent, "mail", "send", args), task, facts)
                .provenance()
                .orElseThrow();
    }

    @Test
    void aTextThatAnUntrustedAgentWroteIsUntrustedInATrustedToolToo() {
        OptionalLong task = task();
        inbox(bundle, task);
        note(task, NOTE);
        Provenance chosen = sends(BOB, reads(BOB, "# Notes\n\n" + NOTE));
        assertThat(chosen.labels()).containsExactly(Provenance.UNTRUSTED);
        assertThat(chosen.values().getFirst().origins()).isEmpty();
        assertThat(sends(EVE, reads(EVE, "All is well, and nobody writes to lou@else.example today or tomorrow."))
                        .labels())
                .isEmpty();
    }

    @Test
    void aQuotationOfASentenceIsRecognised() {
        OptionalLong task = task();
        inbox(bundle, task);
        note(task, "Before that there is more.\n\n" + NOTE);
        assertThat(sends(
                                BOB,
                                reads(
                                        BOB,
                                        "As I heard: our new colleague starts on Monday, and her address is"
                                                + " lou@else.example."))
                        .labels())
                .isEmpty();
        assertThat(sends(
                                EVE,
                                reads(
                                        EVE,
                                        "Quoted: our NEW colleague who starts on monday is lou@else.example. Ask her."))
                        .labels())
                .containsExactly(Provenance.UNTRUSTED);
    }

    @Test
    void anAgentThatHasFilledItsShareWritesNoMoreAndOthersGoOn() {
        var kept = KeptLabels.inMemory(Fingerprints.random(new SecureRandom()), new Artefacts(100));
        contents = new TaskContents(domain, kept, ContentConfig.DEFAULT);
        OptionalLong task = task();
        inbox(bundle, task);
        note(task, words(0, 100));
        note(task, words(0, 100));
        assertThatThrownBy(() -> note(task, words(100, 200)))
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining("`ada`");
        assertThat(send(task).known()).isTrue();

        OptionalLong another = reads(BOB, words(0, 100));
        note(BOB, another, words(200, 230));
        assertThat(sends(BOB, another).known()).isTrue();
        assertThat(sends(BOB, another).labels()).containsExactly(Provenance.UNTRUSTED);
    }

    private static String words(int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> "word" + i).collect(Collectors.joining(" "));
    }

    @Test
    void theShareOfAnAgentSurvivesARestart(@TempDir Path data) throws IOException {
        try (ContentFile file = ContentFile.open(data, new SecureRandom(), false)) {
            contents = new TaskContents(domain, KeptLabels.in(file), ContentConfig.DEFAULT);
            OptionalLong task = task();
            inbox(bundle, task);
            note(task, words(0, 100));
            ContentFile.Content content = file.read();
            assertThat(content.written())
                    .containsExactly(Map.entry("ada", content.parts().size()));
        }
    }

    @Test
    void anEntryThatIsOnlyAnAccountIsRecognised() {
        OptionalLong task = task();
        inbox(bundle, task);
        note(task, "DE89370400440532013000");
        note(task, "Monday");
        assertThat(sends(BOB, reads(BOB, "Rent: DE89370400440532013000")).labels())
                .containsExactly(Provenance.UNTRUSTED);
        assertThat(sends(EVE, reads(EVE, "Rent: DE02120300000000202051, on Monday"))
                        .labels())
                .isEmpty();
    }

    @Test
    void aShortMemoryEntryIsRecognised() {
        OptionalLong task = task();
        inbox(bundle, task);
        note(task, "team lead: lou@else.example");
        assertThat(sends(BOB, reads(BOB, "1. Team lead: lou@else.example")).labels())
                .containsExactly(Provenance.UNTRUSTED);
    }

    @Test
    void aTextThatAnAgentWithoutLabelsWroteStaysTrusted() {
        note(task(), NOTE);
        assertThat(sends(BOB, reads(BOB, NOTE)).labels()).isEmpty();
        assertThat(sends(BOB, reads(BOB, NOTE)).values().getFirst().origins()).contains(Origin.TRUSTED);
    }

    @Test
    void aTextOfAnAgentOfWhichNothingIsKnownMayHaveAnyLabel() {
        OptionalLong task = task();
        inbox(bundle, task);
        contents = new TaskContents(domain); // as after a restart
        note(task, NOTE);
        assertThat(sends(BOB, reads(BOB, NOTE)).known()).isFalse();
    }

    @Test
    void artefactsSurviveARestart(@TempDir Path data) throws IOException {
        try (ContentFile file = ContentFile.open(data, new SecureRandom(), false)) {
            contents = new TaskContents(domain, KeptLabels.in(file), ContentConfig.DEFAULT);
            OptionalLong task = task();
            inbox(bundle, task);
            note(task, NOTE);
        }
        try (ContentFile file = ContentFile.open(data, new SecureRandom(), false)) {
            contents = new TaskContents(domain, KeptLabels.in(file), ContentConfig.DEFAULT);
            assertThat(sends(BOB, reads(BOB, NOTE)).labels()).containsExactly(Provenance.UNTRUSTED);
        }
        assertThat(Files.readString(data.resolve("content.db"), StandardCharsets.ISO_8859_1))
                .doesNotContain("colleague", "lou@");
    }

    private long elsewhere(OptionalLong task) {
        return elsewhere(task, "inbox");
    }

    private long elsewhere(OptionalLong task, String tool) {
        CallFacts facts = facts(bundle, task, tool, Map.of());
        var permit = (Answer.Permit)
                domain.ask(new Command.DecideCall(ADA, task, facts)).answer();
        contents.awaits(use(bundle, tool, Map.of()), permit.task(), permit.call());
        return permit.call();
    }

    private void heard(long call, Optional<String> text) {
        contents.heard(
                bundle.engine(),
                bundle.catalog(),
                call,
                text.map(said -> Json.object().put("tool_response", said)));
    }

    @Test
    void aResultThatAHookReportsIsContent() {
        OptionalLong task = task();
        long first = elsewhere(task);
        long second = elsewhere(task);
        assertThat(send(task).known()).isFalse();
        heard(first, Optional.of(NOTE));
        assertThat(send(task).known()).isFalse();
        heard(second, Optional.of("Nothing."));
        assertThat(send(task).known()).isTrue();
        assertThat(send(task).labels()).containsExactly(Provenance.UNTRUSTED);
        assertThat(send(task).values().getFirst().source().orElseThrow().call()).isEqualTo(first);
    }

    @Test
    void aResultThatAHookReportsIsUntrustedEvenIfItsToolIsTrusted() {
        OptionalLong task = task();
        heard(elsewhere(task, "notes"), Optional.of(NOTE));
        assertThat(send(task).labels()).containsExactly(Provenance.UNTRUSTED);
        assertThat(sends(ADA, task).values().getFirst().origins()).isEmpty();
    }

    @Test
    void aSecondReportAddsToTheFirst() {
        OptionalLong task = task();
        long call = elsewhere(task);
        heard(call, Optional.of("Nothing new."));
        assertThat(send(task).labels()).isEmpty();
        heard(call, Optional.empty());
        heard(call, Optional.of(NOTE));
        assertThat(send(task).known()).isTrue();
        assertThat(send(task).labels()).containsExactly(Provenance.UNTRUSTED);
        assertThat(send(task).values().getFirst().source().orElseThrow().call()).isEqualTo(call);
    }

    @Test
    void withoutTheResultTheContentStaysUnknown() {
        OptionalLong task = task();
        heard(elsewhere(task), Optional.empty());
        heard(elsewhere(task), Optional.of(NOTE));
        assertThat(send(task).known()).isFalse();
    }
}
