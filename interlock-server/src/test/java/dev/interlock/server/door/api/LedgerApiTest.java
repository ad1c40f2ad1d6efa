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

/** A ledger that is closed, and its acceptance, over the API. */
class LedgerApiTest {

    private static final String REASON = "{\"reason\":\"the disk of last night is lost\"}";
    private static final String TASK = "{\"intent\":\"onboard-vendor\"}";

    private ApiServer server;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        server = new ApiServer(folder);
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    private void close() {
        var unused = server.domain()
                .ask(LedgerCommand.CheckLedger.of(Map.of(LedgerDoubt.RESTORED, LedgerCommand.Found.NOTHING)));
    }

    private JsonNode shown() throws Exception {
        return server.send("otto", "GET", "/v1/ledger").body();
    }

    private void assertCode(ApiServer.Reply reply, int status, String code) {
        assertThat(reply.status()).as(reply.body().toString()).isEqualTo(status);
        assertThat(reply.body().get("code").textValue()).isEqualTo(code);
    }

    @Test
    void anOpenLedgerIsShownAndNotAccepted() throws Exception {
        assertThat(shown().get("state").textValue()).isEqualTo("open");
        assertThat(shown().get("origin").textValue()).isEqualTo("payments.example.com");
        assertThat(shown().get("closed_for")).isEmpty();
        assertCode(server.send("vera", "POST", "/v1/ledger/accept", REASON), 409, "ledger-not-closed");
        assertCode(server.send("clerk", "GET", "/v1/ledger"), 403, "not-allowed");
    }

    @Test
    void aClosedOneIsAcceptedByTwoOfTheAdministrators() throws Exception {
        close();
        assertCode(server.send("clerk", "POST", "/v1/tasks", TASK), 503, "ledger-closed");
        assertCode(server.send(server.request("GET", "/health/ready")), 503, "unavailable");
        JsonNode closed = shown();
        assertThat(closed.get("state").textValue()).isEqualTo("closed");
        assertThat(closed.get("closed_for").get(0).get("cause").textValue()).isEqualTo("restored");

        assertCode(server.send("finn", "POST", "/v1/ledger/accept", REASON), 403, "not-in-group");
        assertCode(server.send("clerk", "POST", "/v1/ledger/accept", REASON), 403, "not-allowed");
        assertCode(server.send("vera", "POST", "/v1/ledger/accept", "{}"), 400, "request-invalid");
        ApiServer.Reply proposed = server.send("vera", "POST", "/v1/ledger/accept", REASON);
        assertThat(proposed.status()).isEqualTo(201);
        assertThat(proposed.body().get("state").textValue()).isEqualTo("proposed");
        String id = proposed.body().get("id").textValue();
        assertThat(id).startsWith("accept-");
        assertThat(shown().get("proposed").get("by").textValue()).isEqualTo("vera");

        String confirm = "/v1/ledger/" + id + "/confirm";
        assertCode(server.send("vera", "POST", confirm, "{}"), 403, "not-independent");
        assertCode(server.send("otto", "POST", confirm, "{}"), 403, "not-in-group");
        assertCode(server.send("adam", "POST", "/v1/ledger/accept-1/confirm", "{}"), 404, "acceptance-unknown");
        assertCode(server.send("adam", "POST", "/v1/ledger/l-1/confirm", "{}"), 404, "acceptance-unknown");
        ApiServer.Reply accepted = server.send("adam", "POST", confirm, "{\"comment\":\"seen\"}");
        assertThat(accepted.body().get("state").textValue()).isEqualTo("accepted");
        assertThat(shown().get("state").textValue()).isEqualTo("open");
        assertThat(server.send("clerk", "POST", "/v1/tasks", TASK).status()).isEqualTo(201);
        assertThat(server.send(server.request("GET", "/health/ready")).status()).isEqualTo(200);
    }

    @Test
    void aRejectedProposalLeavesItClosed() throws Exception {
        close();
        String id = server.send("vera", "POST", "/v1/ledger/accept", REASON)
                .body()
                .get("id")
                .textValue();
        assertThat(server.send("adam", "POST", "/v1/ledger/" + id + "/reject", "{}")
                        .body()
                        .get("state")
                        .textValue())
                .isEqualTo("rejected");
        assertThat(shown().has("proposed")).isFalse();
        assertCode(server.send("clerk", "POST", "/v1/tasks", TASK), 503, "ledger-closed");
    }
}
