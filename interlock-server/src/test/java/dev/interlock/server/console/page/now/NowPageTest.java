package dev.interlock.server.console.page.now;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.server.console.ConsoleStage;
import dev.interlock.server.json.Json;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page that shows what is so, and what is new to whoever looks. */
class NowPageTest {

    private static final String PLACE = "/console";

    @TempDir
    private Path folder;

    private ConsoleStage stage;

    @BeforeEach
    void start() throws Exception {
        stage = new ConsoleStage(folder);
    }

    @AfterEach
    void stop() throws Exception {
        stage.close();
    }

    private String now(String query) throws Exception {
        return stage.page("vera", PLACE + query).body();
    }

    @Test
    void anEmptyServerSaysWhatThereIsNot() throws Exception {
        assertThat(now(""))
                .contains(
                        "Nothing is waiting for you",
                        "No call was stopped",
                        "No agent has made a call yet",
                        "None open")
                .doesNotContain("since you last looked");
    }

    @Test
    void eachNumberLeadsToWhatItCounts() throws Exception {
        String task = stage.task("Settle the rest");
        String hold =
                stage.held(task, "pay", Json.object().put("payment", "P-1").put("amount", "5"));

        assertThat(now(""))
                .contains("href=\"/console/inbox\"", "href=\"/console/tasks\"", "href=\"/console/leases\"")
                .contains("href=\"/console/break-glass\"", "href=\"/console/ledger\"", "yours to answer")
                .contains("Pay 5 EUR for payment/P-1", "/console/holds/" + hold, "Settle the rest", "PAY-1")
                .contains("href=\"/console/tasks/" + task + "\"");
        assertThat(stage.page("olivia", PLACE).body()).contains("none is yours", "Nothing is waiting for you");
    }

    @Test
    void denialsForOneReasonAreOneConflict() throws Exception {
        String task = stage.task("Pay it");
        stage.created(stage.call(task, "create", Json.object()), "vendor/Shellco");
        for (int i = 0; i < 3; i++) {
            stage.call(task, "look", Json.object().put("vendor", "Shellco"));
            stage.time.updateAndGet(time -> time.plus(Duration.ofMinutes(2)));
        }

        assertThat(now("")).contains("one conflict, 3 tries", "SEP-1", "/console/objects/vendor/Shellco");
    }

    @Test
    void whatIsNewIsToldToWhoeverComesBack() throws Exception {
        now("");
        String task = stage.task("Settle the rest");
        stage.held(task, "pay", Json.object().put("payment", "P-1").put("amount", "5"));
        String stillHere = now("");
        stage.time.updateAndGet(time -> time.plus(Duration.ofMinutes(5)));
        String back = now("");

        assertThat(stillHere).doesNotContain("since you last looked");
        assertThat(back).contains("No call has been decided since you last looked, 5 minutes ago");
        stage.held(task, "pay", Json.object().put("payment", "P-2").put("amount", "5"));
        assertThat(now("")).contains("1 was held", "/console/ledger?verdict=held");
    }

    @Test
    void timesThatCanBeLookedBackAreLinks() throws Exception {
        String task = stage.task("Settle the rest");
        stage.held(task, "pay", Json.object().put("payment", "P-1").put("amount", "5"));
        stage.time.updateAndGet(time -> time.plus(Duration.ofMinutes(5)));

        assertThat(now("?span=1m"))
                .contains("<a href=\"/console/tasks/" + task + "\"><title>")
                .doesNotContain("erp/pay, waits");
        assertThat(now("?span=15m")).contains("erp/pay, waits");
        stage.posted("olivia", "tasks/" + task + "/cancel", Json.object());
        stage.time.updateAndGet(time -> time.plus(Duration.ofMinutes(5)));
        assertThat(now("?span=1m")).contains("No task is live, and none made a call during this time");
        assertThat(now("?span=%3Cb%3E").length()).isLessThan(150_000);
    }
}
