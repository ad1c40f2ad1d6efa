package dev.interlock.e2e.attack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.engine.event.Event;
import dev.interlock.server.fixture.RawHttp;
import dev.interlock.server.json.Json;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What people and agents write is looked at by others: it makes no entry, no line and no label of its own there. */
class WatchAttackTest {

    private static final String FORGED =
            "ok\n\nid: 7\ndata: {\"type\":\"forged\"}\r\n\r\nevent: x\r\u2028\u001b[2J\"} forged{who=\"me\"} 1";

    private ApprovalTarget target;
    private String hold;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        target = new ApprovalTarget(folder);
        hold = target.held(target.task(), "a");
        ObjectNode body = Json.object()
                .put("comment", FORGED)
                .put("code", target.get("bob", "/holds/" + hold).path("code").asText());
        RawHttp.Answer refused = target.post("alice", "/holds/" + hold + "/approve", body.toString());
        assertThat(refused.status()).isEqualTo(403);
        RawHttp.Answer approved = target.post("bob", "/holds/" + hold + "/approve", body.toString());
        assertThat(approved.status()).as(approved.text()).isEqualTo(200);
    }

    @AfterEach
    void stop() throws Exception {
        target.close();
    }

    private static RawHttp got(RawHttp request) {
        return request.method("GET");
    }

    @ParameterizedTest
    @ValueSource(strings = {"interlock", "ocsf"})
    void theStreamHasOneEntryForEachOfTheRecord(String form) throws Exception {
        int size = target.record().size();
        // A sign of life first, then an id, the data and an empty line for each.
        List<String> lines = target.lines("aud", "/v1/audit/stream?from=0&form=" + form, 2 + 3 * size);
        for (int i = 0; i < size; i++) {
            assertThat(lines.get(2 + 3 * i)).isEqualTo("id: " + i);
            assertThat(lines.get(3 + 3 * i)).startsWith("data: {").doesNotContain("\u001b");
            assertThat(lines.get(4 + 3 * i)).isEmpty();
        }
        assertThat(String.join("", lines)).as("what was written is there").contains("[2J");
        assertThat(target.recorded(Event.HoldAnswered.class))
                .singleElement()
                .satisfies(answer -> assertThat(answer.comment()).isEqualTo(FORGED));
    }

    @ParameterizedTest
    @ValueSource(strings = {"bob", "alice", "carl", "ada", "scan", "mesh", "scrape"})
    void theStreamIsForAuditors(String who) {
        RawHttp.Answer answer = got(target.to(who, "/v1/audit/stream?from=0")).send();
        assertThat(answer.status()).isIn(401, 403);
        assertThat(answer.text()).doesNotContain("forged", hold);
    }

    @Test
    void labelsAreNobodysToChoose() {
        String text = new String(got(target.to("scrape", "/metrics")).send().body(), StandardCharsets.UTF_8);
        assertThat(text).contains("interlock_presentations_refused_total{reason=\"not-independent\"");
        assertThat(text).doesNotContain("forged", hold, "alice", "bob", "/v1/holds");
        for (String who : List.of("bob", "aud", "ada", "mesh")) {
            assertThat(got(target.to(who, "/metrics")).send().status()).as(who).isEqualTo(401);
        }
        assertThat(got(target.unknown("/metrics")).send().status()).isEqualTo(401);
    }
}
