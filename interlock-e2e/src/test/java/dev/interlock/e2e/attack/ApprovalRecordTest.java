package dev.interlock.e2e.attack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.engine.event.Event;
import dev.interlock.server.fixture.RawHttp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Records of approvals that are not the usual ones: kept with the command line, and verified without the server. */
class ApprovalRecordTest {

    @TempDir
    private Path folder;

    private ApprovalTarget target;

    @BeforeEach
    void start() throws Exception {
        target = new ApprovalTarget(folder);
    }

    @AfterEach
    void stop() throws Exception {
        target.close();
    }

    private String kept(String who, String hold) {
        ApprovalTarget.Ran ran = target.command(who, "approvals", "record", hold);
        assertThat(ran.exit()).as(ran.said()).isZero();
        return ran.said();
    }

    private ApprovalTarget.Ran verified(String record) throws IOException {
        Path file = Files.writeString(folder.resolve("record.json"), record);
        Path keys = Files.writeString(folder.resolve("keys.json"), keys());
        return target.command("bob", "approvals", "verify", file.toString(), "--keys", keys.toString());
    }

    private String keys() {
        ApprovalTarget.Ran ran = target.command("bob", "approvals", "keys");
        assertThat(ran.exit()).as(ran.said()).isZero();
        return ran.said();
    }

    /** What is read, once it is verified. */
    private ObjectNode read(String record, String decision) throws IOException {
        ObjectNode read = ApprovalTarget.tree(record);
        ApprovalTarget.Ran ran = verified(record);
        assertThat(ran.said())
                .startsWith("verified: " + read.path("approval_event_id").asText() + " was " + decision + " at ");
        assertThat(ran.exit()).isZero();
        assertThat(read.at("/evaluation/decision").asText()).isEqualTo(decision);
        return read;
    }

    private void assertNotVerified(String record, String from, String to) throws IOException {
        assertThat(record).contains(from);
        ApprovalTarget.Ran ran = verified(record.replace(from, to));
        assertThat(ran.said()).startsWith("not verified: ");
        assertThat(ran.exit()).isEqualTo(1);
    }

    private static List<Long> entries(ObjectNode record) {
        var entries = new ArrayList<Long>();
        record.at("/ledger/entries")
                .forEach(entry -> entries.add(entry.path("entry").longValue()));
        return entries;
    }

    @Test
    void aMachineVerifiersAnswer() throws Exception {
        String filing = ApprovalTarget.hold(target.call("ada", target.task(), "file", "{\"id\":\"f\"}"));
        RawHttp.Answer answered =
                target.post("scan", "/holds/" + filing + "/approve", "{\"comment\":\"no match found\"}");
        assertThat(answered.status()).as(answered.text()).isEqualTo(200);

        String kept = kept("bob", filing);
        ObjectNode record = read(kept, "approved");
        assertThat(record.path("assertions")).hasSize(1);
        JsonNode assertion = record.at("/assertions/0");
        assertThat(assertion.path("kind").asText()).isEqualTo("service");
        assertThat(assertion.at("/principal/sub").asText()).isEqualTo("scan");
        assertThat(assertion.path("reason").asText()).isEqualTo("no match found");
        assertThat(assertion.at("/authority/groups").toString()).isEqualTo("[\"approvers\"]");
        assertThat(assertion.at("/authority/confirmed").asBoolean(true)).isFalse();
        assertThat(assertion.at("/authority/in_place_of")).isEmpty();
        assertThat(assertion.at("/attributes/model").asText()).as("it has none").isEqualTo("not applicable");
        assertThat(assertion.at("/independence/0/of_requester").asBoolean()).isTrue();
        assertThat(assertion.at("/independence/0/attributes/owner").toString())
                .isEqualTo("{\"principal\":\"risk\",\"requester\":\"olga\",\"differ\":true}");
        assertThat(record.at("/evaluation/contributing/0")).isEqualTo(assertion.path("assertion_id"));
        assertThat(record.at("/evaluation/spent").asBoolean(true)).isFalse();
        long answer = target.recorded(Event.HoldAnswered.class).getFirst().answer();
        assertThat(entries(record)).containsExactly(Long.parseLong(filing.substring(2)), answer);

        // That it was a person, or somebody else, is nothing that can be written into it.
        assertNotVerified(kept, "\"service\"", "\"human\"");
        assertNotVerified(kept, "\"sub\":\"scan\"", "\"sub\":\"bob\"");

        ObjectNode told = read(kept("ada", filing), "approved");
        assertThat(told.path("disclosure").asText()).isEqualTo("requester");
        assertThat(told.at("/assertions/0/kind").asText()).isEqualTo("service");
        assertThat(told.toString()).as("an agent is told of no other party").doesNotContain("scan");
    }

    /** Two names turned out to be one person. What was kept before stays as it was; what is asked for now says what is known now. */
    @Test
    void aHoldThatWasVoided() throws Exception {
        String task = target.task();
        String hold = target.held(task, "a");
        target.approved("alia", hold);
        String before = kept("bob", hold);
        assertThat(read(before, "approved")
                        .at("/assertions/0/independence/0/of_requester")
                        .asBoolean())
                .isTrue();
        target.linked("alia", "alice");

        String kept = kept("bob", hold);
        ObjectNode record = read(kept, "voided");
        assertThat(record.at("/assertions/0/principal/sub").asText()).isEqualTo("alia");
        assertThat(record.at("/assertions/0/decision").asText()).isEqualTo("approve");
        assertThat(record.at("/assertions/0/independence/0/of_requester").asBoolean(true))
                .as("alice gave the instruction, and alia is alice")
                .isFalse();
        assertThat(record.at("/evaluation/contributing")).isEmpty();
        assertThat(record.at("/evaluation/spent").asBoolean(true)).isFalse();
        assertThat(record.at("/evaluation").has("call")).isFalse();
        long answer = target.recorded(Event.HoldAnswered.class).getFirst().answer();
        assertThat(entries(record))
                .startsWith(Long.parseLong(hold.substring(2)), answer)
                .hasSize(3);
        assertNotVerified(kept, "\"voided\"", "\"approved\"");
        assertThat(read(before, "approved")).as("what was kept is as it was").isNotEqualTo(record);

        // It stays voided, whatever comes after: the call is held anew, and approved by somebody else.
        String again = target.held(task, "a");
        target.approved("vera", again);
        assertThat(ApprovalTarget.verdict(target.pay(task, "a"))).isEqualTo("permitted");
        target.restart();
        read(kept("bob", hold), "voided");
        assertThat(read(kept("bob", again), "approved").at("/evaluation/spent").asBoolean())
                .isTrue();
    }
}
