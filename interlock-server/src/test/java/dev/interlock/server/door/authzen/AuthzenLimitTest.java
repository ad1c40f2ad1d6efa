package dev.interlock.server.door.authzen;

import static dev.interlock.server.door.authzen.AuthzenStage.EVALUATION;
import static dev.interlock.server.door.authzen.AuthzenStage.EVALUATIONS;
import static dev.interlock.server.door.authzen.AuthzenStage.question;
import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.event.Event;
import dev.interlock.server.fixture.RawHttp;
import dev.interlock.server.identity.registry.Token;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Collections;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What one caller may ask of a server, as its configuration says. */
class AuthzenLimitTest {

    private final Token reader = Token.create(new SecureRandom());
    private AuthzenStage stage;

    @BeforeEach
    void start(@TempDir Path folder) throws IOException {
        Path bundle = Path.of(Objects.requireNonNull(getClass().getResource("/authzen/vendors"))
                .getPath());
        stage = new AuthzenStage(folder, bundle, """
            limits: {api: {rate: 1, burst: 2}, agents: {mesh: {rate: 1, burst: 3}}}
            telemetry: {metrics: {token: %s}}
            """.formatted(reader.hash()));
    }

    @AfterEach
    void stop() throws IOException {
        stage.close();
    }

    private static int retryAfter(RawHttp.Answer answer) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(429);
        return Integer.parseInt(answer.header("Retry-After").orElseThrow());
    }

    /** How many requests met a limit, as Prometheus is told. */
    private double turnedAway(String limit) {
        String scraped = RawHttp.to(stage.port(), "/metrics")
                .method("GET")
                .add("Authorization", "Bearer " + reader.reveal())
                .send()
                .text();
        Matcher found = Pattern.compile("interlock_requests_turned_away_total\\{limit=\"" + limit + "\"} ([0-9.]+)")
                .matcher(scraped);
        assertThat(found.find()).as(scraped).isTrue();
        return Double.parseDouble(found.group(1));
    }

    /** To put many questions into one request is no way to ask more. */
    @Test
    void eachItemCounts() throws IOException {
        String items = String.join(", ", Collections.nCopies(100, question("alice", "check", "7")));
        RawHttp.Answer many = stage.post(stage.mesh, EVALUATIONS, "{\"evaluations\": [" + items + "]}")
                .send();
        assertThat(many.status()).as(many.text()).isEqualTo(200);
        assertThat(retryAfter(stage.ask(stage.mesh, "alice", "check", "7"))).isGreaterThan(30);
        assertThat(stage.ask(stage.other, "alice", "check", "7").status())
                .as("others are not slowed down")
                .isEqualTo(200);
        assertThat(stage.events(Event.CallReserved.class)).hasSize(101);
        assertThat(turnedAway("rate")).isEqualTo(1);
        assertThat(turnedAway("api")).isZero();
    }

    @Test
    void theApiIsCountedByItself() {
        RawHttp.Answer answer;
        int sent = 0;
        do {
            answer = stage.post(stage.alice, "/v1/whoami", "").method("GET").send();
            sent++;
        } while (answer.status() == 200 && sent < 1_000);
        assertThat(retryAfter(answer)).isPositive();
        assertThat(answer.json().path("code").asText()).isEqualTo("too-many-requests");
        assertThat(turnedAway("api")).isEqualTo(1);
        assertThat(stage.post(stage.mesh, EVALUATION, question("alice", "check", "7"))
                        .send()
                        .status())
                .isEqualTo(200);
    }
}
