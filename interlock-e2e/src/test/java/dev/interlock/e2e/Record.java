package dev.interlock.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.demo.Answer;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.FindingCode;
import dev.interlock.engine.event.Recorded;
import dev.interlock.engine.event.Witness;
import dev.interlock.ledger.verify.Report;
import dev.interlock.ledger.verify.Verifier;
import dev.interlock.server.domain.LedgerReplayer;
import dev.interlock.server.fixture.Leaks;
import dev.interlock.server.render.CallStory;
import dev.interlock.server.render.Ids;
import dev.interlock.server.store.SigningKeyFile;
import dev.interlock.server.store.SqliteReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The ledger in a data folder, read from outside while the server may run on it.
 *
 * @param durable waits until what was answered so far can be read
 */
public record Record(Path data, Runnable durable) {

    public Record {
        Leaks.RUN.written(data);
    }

    /** The ledger of a server in another process: the outcomes that it told last may not be there yet. */
    public Record(Path data) {
        this(data, () -> {});
    }

    /** One side of AP-01, which counts once: creating a vendor, or editing it. */
    static final String SETS_UP = "vendor.create|vendor.edit";

    /** The other side. */
    static final String PAYS = "payment.release";

    /** Number of the call that an answer is about. */
    static long call(Answer answer) {
        return Ids.parse('c', answer.decision().path("call").asText())
                .orElseThrow(() -> new AssertionError("the answer names no call: " + answer));
    }

    private SqliteReader open() throws IOException {
        durable.run();
        return SqliteReader.open(data);
    }

    public List<Recorded> all() throws IOException {
        try (SqliteReader reader = open()) {
            var found = new ArrayList<Recorded>();
            new LedgerReplayer(reader).scan(0, reader.size(), found::add);
            return found;
        }
    }

    public long size() throws IOException {
        try (SqliteReader reader = open()) {
            return reader.size();
        }
    }

    CallStory story(Answer answer) throws IOException {
        return story(call(answer));
    }

    CallStory story(long call) throws IOException {
        try (SqliteReader reader = open()) {
            return CallStory.of(call, new LedgerReplayer(reader), reader.size())
                    .orElseThrow(() -> new AssertionError("c-" + call + " is not in the ledger"));
        }
    }

    Report verify() throws IOException {
        try (SqliteReader reader = open()) {
            return new Verifier(SigningKeyFile.loadPublic(data)).verify(reader, List.of());
        }
    }

    /**
     * Asserts that the call was denied, by the ledger as by the answer, since a party that is not independent of the caller
     * did a conflicting thing; and that exactly this one is given as the reason.
     */
    Finding assertConflict(Answer denied, Witness witness, String byAgent) throws IOException {
        assertThat(denied.kind()).as(denied.text()).isEqualTo(Answer.Kind.DENIED);
        assertThat(denied.code()).hasValue("duty-conflict");
        CallStory story = story(denied);
        assertThat(story.call()).isInstanceOf(Event.CallDenied.class);
        List<Finding> conflicts = story.call().findings().stream()
                .filter(f -> f.rule().equals("AP-01"))
                .toList();
        assertThat(conflicts).hasSize(1);
        Finding conflict = conflicts.getFirst();
        assertThat(conflict.code()).isEqualTo(FindingCode.DUTY_CONFLICT);
        assertThat(conflict.witnesses()).containsExactly(witness);
        Recorded witnessed = story.witnesses().get(witness.call());
        assertThat(witnessed).isNotNull();
        Event.CallReserved reserved = (Event.CallReserved) witnessed.event();
        assertThat(reserved.actor().name()).isEqualTo(byAgent);
        assertThat(witness.mark().split("[|]"))
                .containsAnyElementsOf(reserved.facts().marks());
        // What the agent is told names neither the call nor who made it.
        assertThat(denied.text()).doesNotContain(Ids.call(witness.call()));
        return conflict;
    }

    Finding assertConflict(Answer denied, Payable payable, String byAgent) throws IOException {
        return assertConflict(denied, new Witness(call(payable.created()), SETS_UP), byAgent);
    }
}
