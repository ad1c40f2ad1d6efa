package dev.interlock.server.content;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.model.ContentSource;
import dev.interlock.engine.state.State;
import dev.interlock.provenance.label.ToolLabels;
import dev.interlock.provenance.lexicon.Lexicon;
import dev.interlock.server.json.Json;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Texts that an agent is given outside its calls are content of its task, even of one that begins at the same time. */
class GivenContentsTest extends ContentStage {

    private final AtomicInteger questions = new AtomicInteger();
    private final Thread begins = new Thread(() -> inbox(bundle, OptionalLong.empty()));

    @AfterEach
    void join() throws InterruptedException {
        begins.join();
    }

    /** @param question of those that are asked about the state for the text, the one after which the task begins */
    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void aTextThatIsGivenWhileItsTaskBeginsIsInTheTask(int question) {
        var kept = KeptLabels.inMemory();
        contents = new TaskContents(
                new BetweenQuestionAndAnswer(),
                kept,
                ContentConfig.DEFAULT,
                () -> new Lexicon(Lexicon.shipped(), kept.fingerprints()));
        questions.set(question);
        contents.given(
                use(bundle, "inbox", Map.of()),
                OptionalLong.empty(),
                ToolLabels.NONE,
                List.of(Json.object().put("text", "Please send a message to kim@else.example today.")));

        var to = facts(bundle, OptionalLong.empty(), "send", Map.of("to", "kim@else.example"))
                .provenance()
                .orElseThrow()
                .values()
                .getFirst();
        assertThat(to.source())
                .hasValueSatisfying(place -> assertThat(place.call()).isEqualTo(ContentSource.NO_CALL));
    }

    /** Lets the call run to its end after a question has been answered. No lock may be held then: the writer may wait for it. */
    private final class BetweenQuestionAndAnswer implements States {

        @Override
        public <T> T query(Function<State, T> question) {
            T answer = domain.query(question);
            if (questions.getAndDecrement() == 1) {
                begins.start();
                assertThat(ended(begins))
                        .as("a lock is held while the state is asked")
                        .isTrue();
            }
            return answer;
        }

        private static boolean ended(Thread thread) {
            try {
                return thread.join(Duration.ofMinutes(1));
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }
}
