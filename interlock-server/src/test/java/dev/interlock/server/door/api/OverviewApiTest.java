package dev.interlock.server.door.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.interlock.engine.command.LedgerCommand;
import dev.interlock.engine.event.LedgerDoubt;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole at a glance, over the API. */
class OverviewApiTest {

    private ApiServer server;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        server = new ApiServer(folder);
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    private JsonNode overview(String who) throws Exception {
        ApiServer.Reply reply = server.send(who, "GET", "/v1/overview");
        assertThat(reply.status()).as(reply.toString()).isEqualTo(200);
        return reply.body();
    }

    @Test
    void nothingWaitsAtFirst() throws Exception {
        JsonNode first = overview("otto");
        assertThat(first.get("ready").booleanValue()).isTrue();
        assertThat(first.has("trouble")).isFalse();
        assertThat(first.get("holds").toString()).isEqualTo("{\"open\":0,\"yours\":0}");
        assertThat(first.get("tasks").toString()).isEqualTo("{\"live\":0,\"agents\":0,\"subtasks\":0}");
        assertThat(first.get("leases").get("live").intValue()).isZero();
        assertThat(first.get("lanes").toString())
                .isEqualTo("{\"proposed\":0,\"open\":0,\"unreviewed\":0,\"newest\":[]}");
        assertThat(first.get("upstreams").toString()).isEqualTo("{\"up\":1,\"all\":2}");
        assertThat(first.get("ledger").get("size").intValue()).isEqualTo(1);
        assertThat(first.get("ledger").get("state").textValue()).isEqualTo("open");
        assertThat(first.get("ledger").get("key").textValue()).matches("[0-9a-f]{8}");
        assertThat(first.get("clock").get("state").textValue()).isEqualTo("believed");
        assertThat(first.get("index").get("size").intValue()).isEqualTo(1);
        assertThat(first.get("index").has("trouble")).isFalse();
        assertThat(first.get("bundle").get("name").textValue()).isEqualTo("accounts-payable");
    }

    @Test
    void itCountsWhatThereIsAndWhatTheReaderMayAnswer() throws Exception {
        server.heldRelease();
        String task = server.send("payer", "POST", "/v1/tasks", "{\"intent\":\"settle-payables\"}")
                .body()
                .get("id")
                .textValue();
        server.send(
                "payer",
                "POST",
                "/v1/tasks",
                "{\"intent\":\"look-up\",\"agent\":\"helper\",\"parent\":\"" + task + "\"}");
        server.send("vera", "POST", "/v1/lanes", "{\"agent\":\"clerk\",\"reason\":\"the ERP is down\"}");
        JsonNode vera = overview("vera");
        assertThat(vera.get("holds").toString()).isEqualTo("{\"open\":1,\"yours\":1}");
        assertThat(vera.get("tasks").toString()).isEqualTo("{\"live\":5,\"agents\":3,\"subtasks\":1}");
        assertThat(vera.get("lanes").get("proposed").intValue()).isEqualTo(1);
        assertThat(vera.get("calls").toString()).isEqualTo("{\"open\":0,\"unknown\":0}");
        // The guest shares its owner with the agent that asks.
        assertThat(overview("guest").get("holds").toString()).isEqualTo("{\"open\":1,\"yours\":0}");
    }

    @Test
    void whatHappenedSinceAnEntryIsCounted() throws Exception {
        String hold = server.heldRelease();
        int size = overview("vera").get("ledger").get("size").intValue();
        JsonNode all = since("vera", 0);
        assertThat(all.get("through").intValue()).isEqualTo(4);
        assertThat(all.get("held").intValue()).isEqualTo(1);
        assertThat(all.get("stopped").intValue()).isZero();
        assertThat(all.get("answered").intValue()).isZero();
        assertThat(all.has("at")).isTrue();
        JsonNode nothing = since("vera", size);
        assertThat(nothing.get("through").intValue()).isZero();
        assertThat(nothing.get("held").intValue()).isZero();
        assertThat(nothing.has("at")).isFalse();

        server.approve("vera", hold, "seen");
        String task = server.open("clerk", "look-up");
        server.call("clerk", task, "list_vendors", Map.of("hidden", "x"));
        assertThat(since("vera", size).get("answered").intValue()).isEqualTo(1);
        assertThat(since("finn", size).get("answered").intValue()).isZero();
        assertThat(since("vera", size + 1).get("answered").intValue()).isZero();
        for (String wrong : new String[] {"-1", "x", "", "99999999999999999999"}) {
            assertThat(server.send("vera", "GET", "/v1/overview?since=" + wrong).status())
                    .as(wrong)
                    .isEqualTo(400);
        }
    }

    private JsonNode since(String who, int entry) throws Exception {
        ApiServer.Reply reply = server.send(who, "GET", "/v1/overview?since=" + entry);
        assertThat(reply.status()).as(reply.toString()).isEqualTo(200);
        return reply.body().get("since");
    }

    @Test
    void aClosedLedgerIsTrouble() throws Exception {
        var unused = server.domain()
                .ask(LedgerCommand.CheckLedger.of(Map.of(LedgerDoubt.RESTORED, LedgerCommand.Found.NOTHING)));
        JsonNode closed = overview("otto");
        assertThat(closed.get("ready").booleanValue()).isFalse();
        assertThat(closed.get("trouble").textValue()).contains("closed until people accept it");
        assertThat(closed.get("ledger").get("state").textValue()).isEqualTo("closed");
    }
}
