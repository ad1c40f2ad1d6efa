package dev.interlock.server.content;

import static dev.interlock.server.content.ContentParties.ADA;
import static dev.interlock.server.content.ContentParties.EVE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Command;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Provenance;
import dev.interlock.server.json.Json;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** The results of calls that others carry out are content once a hook reports them; until then the content is unknown. */
class HeardResultsTest extends ContentStage {

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
    void anAgentWhoseResultsAreNotReportedHasNoneOfOthersForgotten() {
        OptionalLong task = task();
        long first = elsewhere(task);
        heard(first, Optional.of("Nothing new."));
        long second = elsewhere(task);
        long noisy = taskOf(EVE, "").orElseThrow();
        var use = new ToolUse(bundle.engine(), bundle.catalog(), EVE, "mail", "inbox", Map.of());
        for (long call = second + 1; call <= second + 10_000; call++) {
            contents.awaits(use, noisy, call);
            heard(call, Optional.empty());
            contents.awaits(use, noisy, call);
        }

        heard(second, Optional.of("Nothing."));
        assertThat(send(task).known()).isTrue();
        heard(first, Optional.of(NOTE));
        assertThat(send(task).labels()).as("a second report counts").containsExactly(Provenance.UNTRUSTED);
    }

    @Test
    void withoutTheResultTheContentStaysUnknown() {
        OptionalLong task = task();
        heard(elsewhere(task), Optional.empty());
        heard(elsewhere(task), Optional.of(NOTE));
        assertThat(send(task).known()).isFalse();
    }
}
