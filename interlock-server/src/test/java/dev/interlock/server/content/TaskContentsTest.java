package dev.interlock.server.content;

import static dev.interlock.server.content.ContentParties.ADA;
import static dev.interlock.server.content.ContentParties.EVE;
import static dev.interlock.server.content.ContentParties.OMAR;
import static dev.interlock.server.content.ContentParties.PAT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Command;
import dev.interlock.engine.model.Asked;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.model.Origin;
import dev.interlock.engine.model.Provenance;
import dev.interlock.provenance.task.TaskRoot;
import dev.interlock.server.store.ContentFile;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The content of running tasks is known from their first call on, or not at all. */
class TaskContentsTest extends ContentStage {

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
    void noAgentTakesTheRoomForTheContentOfOthers() {
        OptionalLong earlier = task();
        OptionalLong last = OptionalLong.empty();
        for (int i = 0; i < 2_000; i++) {
            last = taskOf(EVE, "");
            sends(EVE, last);
        }
        assertThat(sends(EVE, last).known()).isFalse();

        Answer.Permit one = decided(bundle, earlier);
        Answer.Permit other = decided(bundle, earlier);
        read(bundle, one);
        read(bundle, other);
        assertThat(send(earlier).known()).isTrue();
        assertThat(send(task()).known()).isTrue();
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
}
