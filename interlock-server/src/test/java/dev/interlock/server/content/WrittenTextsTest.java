package dev.interlock.server.content;

import static dev.interlock.server.content.ContentParties.ADA;
import static dev.interlock.server.content.ContentParties.BOB;
import static dev.interlock.server.content.ContentParties.EVE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Command;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.model.Origin;
import dev.interlock.engine.model.Provenance;
import dev.interlock.provenance.artefact.Artefacts;
import dev.interlock.provenance.text.Fingerprints;
import dev.interlock.server.domain.UnavailableException;
import dev.interlock.server.store.ContentFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A text that an agent wrote keeps the labels of what the agent had read, also when another agent reads it. */
class WrittenTextsTest extends ContentStage {

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
}
