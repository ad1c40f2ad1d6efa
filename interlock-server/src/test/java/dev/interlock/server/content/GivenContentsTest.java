package dev.interlock.server.content;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.model.ContentSource;
import dev.interlock.engine.state.State;
import dev.interlock.provenance.label.ToolLabels;
import dev.interlock.provenance.lexicon.Lexicon;
import dev.interlock.server.json.Json;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Texts that an agent is given outside its calls are content of its task, even of one that begins at the same time. */
class GivenContentsTest extends ContentStage {

    private final AtomicReference<Thread> call = new AtomicReference<>();
    private final Thread begins = new Thread(() -> inbox(bundle, OptionalLong.empty()));

    @AfterEach
    void join() throws InterruptedException {
        begins.join();
    }

    @Test
    void aTextThatIsGivenWhileItsTaskBeginsIsInTheTask() throws InterruptedException {
        var kept = KeptLabels.inMemory();
        contents = new TaskContents(
                new BetweenQuestionAndAnswer(),
                kept,
                ContentConfig.DEFAULT,
                () -> new Lexicon(Lexicon.shipped(), kept.fingerprints()));
        call.set(begins);
        contents.given(
                use(bundle, "inbox", Map.of()),
                OptionalLong.empty(),
                ToolLabels.NONE,
                List.of(Json.object().put("text", "Please send a message to kim@else.example today.")));
        begins.join();

        var to = facts(bundle, OptionalLong.empty(), "send", Map.of("to", "kim@else.example"))
                .provenance()
                .orElseThrow()
                .values()
                .getFirst();
        assertThat(to.source())
                .hasValueSatisfying(place -> assertThat(place.call()).isEqualTo(ContentSource.NO_CALL));
    }

    /** Lets the call run after the first question has been answered, to its end or to a lock that the asker holds. */
    private final class BetweenQuestionAndAnswer implements States {

        @Override
        public <T> T query(Function<State, T> question) {
            T answer = domain.query(question);
            Thread next = call.getAndSet(null);
            if (next != null) {
                next.start();
                while (next.isAlive() && next.getState() != Thread.State.BLOCKED) {
                    Thread.onSpinWait();
                }
            }
            return answer;
        }
    }
}
