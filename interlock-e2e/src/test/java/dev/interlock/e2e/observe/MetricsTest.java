package dev.interlock.e2e.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.demo.Answer;
import dev.interlock.e2e.Client;
import dev.interlock.e2e.Payable;
import dev.interlock.e2e.Stage;
import dev.interlock.server.fixture.Leaks;
import dev.interlock.server.fixture.RawHttp;
import dev.interlock.server.fixture.Until;
import dev.interlock.server.identity.registry.Token;
import dev.interlock.server.json.Json;
import dev.interlock.server.observe.TelemetryConfig;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Metrics say what happened: calls that were really made, by numbers that a scrape before and after them gives. */
class MetricsTest {

    @TempDir
    static Path folder;

    private static Stage stage;

    @BeforeAll
    static void open() throws Exception {
        stage = Stage.open(folder);
    }

    @AfterAll
    static void close() throws Exception {
        stage.close();
    }

    @Test
    void whatWasDecidedIsCounted() throws Exception {
        Client creator = stage.atWork("clerk", "olivia");
        Client booker = stage.atWork("booker", "bert");
        Client payer = stage.atWork("payer", "ina");
        Payable due = stage.payable(creator, booker);
        Scrape before = Scrape.of(stage.metrics());

        Answer denied = creator.call("release_payment", due.release());
        assertThat(denied.kind()).as(denied.text()).isEqualTo(Answer.Kind.DENIED);
        String hold = stage.approved(payer, due.release());
        Scrape during = Scrape.of(stage.metrics());
        Stage.done(payer.call("release_payment", due.release()));
        // The agent hears of the outcome a moment before it is recorded and counted.
        Until.holds(() -> grown(before, scrape(), "interlock_outcomes_total") == 1);
        Scrape after = Scrape.of(stage.metrics());

        assertThat(hold).startsWith("h-");
        assertThat(grown(before, after, "interlock_decisions_total", "verdict", "deny"))
                .isEqualTo(1);
        assertThat(grown(before, after, "interlock_decisions_total", "verdict", "hold"))
                .isEqualTo(1);
        assertThat(grown(before, after, "interlock_decisions_total", "verdict", "permit"))
                .isEqualTo(1);
        assertThat(grown(before, after, "interlock_calls_total", "door", "mcp", "answer", "denied"))
                .isEqualTo(1);
        assertThat(grown(before, after, "interlock_calls_total", "door", "mcp", "answer", "held"))
                .isEqualTo(1);
        assertThat(grown(before, after, "interlock_calls_total", "door", "mcp", "answer", "done"))
                .isEqualTo(1);
        assertThat(grown(before, after, "interlock_call_duration_seconds_count"))
                .isEqualTo(3);
        assertThat(grown(before, after, "interlock_outcomes_total", "outcome", "succeeded"))
                .isEqualTo(1);
        assertThat(grown(before, after, "interlock_approvals_total", "answer", "approved"))
                .isEqualTo(1);
        assertThat(grown(before, after, "interlock_hold_answer_duration_seconds_count"))
                .isEqualTo(1);
        assertThat(grown(before, after, "interlock_upstream_calls_total", "upstream", "erp", "outcome", "result"))
                .isEqualTo(1);
        assertThat(grown(before, after, "interlock_events_total", "type", "hold-answered"))
                .isEqualTo(1);
        assertThat(during.value("interlock_holds_open") - before.value("interlock_holds_open"))
                .isEqualTo(1);
        assertThat(after.value("interlock_holds_open")).isEqualTo(before.value("interlock_holds_open"));
        double entries = grown(before, after, "interlock_ledger_entries");
        assertThat(grown(before, after, "interlock_events_total")).isEqualTo(entries);
        assertThat(after.value("interlock_ready")).isEqualTo(1);
        assertThat(after.value("interlock_upstream_instances", "upstream", "erp", "state", "up"))
                .isEqualTo(1);
    }

    private Scrape scrape() {
        try {
            return Scrape.of(stage.metrics());
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static double grown(Scrape before, Scrape after, String name, String... labels) {
        return after.value(name, labels) - before.value(name, labels);
    }

    @Test
    void namesAreThoseOfTheFieldAndLabelsFew() throws Exception {
        stage.atWork("clerk", "olivia").call("list_vendors", Json.object());
        Scrape scrape = Scrape.of(stage.metrics());
        Set<String> labels = new TreeSet<>();
        for (Scrape.Sample sample : scrape.samples()) {
            if (sample.name().startsWith("interlock_")) {
                labels.addAll(sample.labels().keySet());
            }
        }
        assertThat(labels)
                .isSubsetOf(Set.of(
                        "answer",
                        "client",
                        "code",
                        "credential",
                        "door",
                        "le",
                        "limit",
                        "outcome",
                        "reason",
                        "state",
                        "type",
                        "upstream",
                        "verdict",
                        "version"));
        scrape.types().forEach((name, type) -> {
            assertThat(scrape.helps()).as("a help for %s", name).containsKey(name);
            if (name.startsWith("interlock_")) {
                assertThat(name.endsWith("_total")).as(name).isEqualTo(type.equals("counter"));
                assertThat(name.endsWith("_duration_seconds")).as(name).isEqualTo(type.equals("histogram"));
            }
        });
    }

    @Test
    void theyAreNotAtTheDoors() throws Exception {
        assertThat(status(stage.url.resolve("/metrics"))).isEqualTo(404);
        assertThat(status(stage.metrics().resolve("/health/live"))).isEqualTo(404);
    }

    @Test
    void whereOthersCanConnectTheyNeedTheirToken(@TempDir Path own) throws Exception {
        Token token = Token.create(new SecureRandom());
        Leaks.RUN.ofCaller(token.reveal());
        var guarded = new TelemetryConfig(
                Optional.of(new TelemetryConfig.Metrics(Optional.empty(), Optional.of(token.hash()))),
                Optional.empty(),
                Optional.empty());
        try (Stage server = Stage.open(own, guarded)) {
            URI uri = server.url.resolve("/metrics");
            assertThat(status(uri)).isEqualTo(401);
            for (String other : List.of("clerk", "sam", "adam")) {
                assertThat(status(uri, "Bearer " + server.troupe.token(other)))
                        .as(other)
                        .isEqualTo(401);
            }
            assertThat(status(uri, "Bearer " + token.reveal())).isEqualTo(200);
        }
    }

    @Test
    void aPageThatRebindsItsNameReadsNothing() {
        int port = stage.metrics().getPort();
        RawHttp.Answer answer = RawHttp.to(port, "/metrics")
                .method("GET")
                .with("Host", "rebound.example.com")
                .send();
        assertThat(answer.status()).isEqualTo(403);
        assertThat(RawHttp.to(port, "/metrics")
                        .method("GET")
                        .with("Origin", "https://elsewhere.example.com")
                        .send()
                        .status())
                .isEqualTo(403);
    }

    private static int status(URI uri, String authorization) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(uri)
                    .header("Authorization", authorization)
                    .build();
            return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        }
    }

    private static int status(URI uri) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        }
    }
}
