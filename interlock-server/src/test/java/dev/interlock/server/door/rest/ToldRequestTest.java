package dev.interlock.server.door.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Settlement;
import dev.interlock.server.fixture.Background;
import dev.interlock.server.fixture.Leaks;
import dev.interlock.server.fixture.RawHttp;
import dev.interlock.server.fixture.Served;
import dev.interlock.server.fixture.Until;
import dev.interlock.server.identity.registry.Token;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An API does what it is asked, a source tells of that, and the answer never comes. */
class ToldRequestTest {

    private static final String BUNDLE = """
        interlock: v1
        name: things
        owner: tests@example.com
        independence: {another: [owner]}
        risk: {low: {independence: another, on-conflict: record, on-missing: record}}
        intents: {use: {goal: Use things, allow: [thing.change]}}
        sources: {feed: {trusted-for: [thing.change]}}
        server: things
        tools: {writeAnswer: {duty: thing.change, risk: low}}
        """;

    private final Token ann = Token.create(new SecureRandom());
    private final Token feed = Token.create(new SecureRandom());

    private static RawHttp post(Served server, Token who, String path) {
        Leaks.RUN.ofCaller(who.reveal());
        return RawHttp.to(server.port(), path).method("POST").add("Authorization", "Bearer " + who.reveal());
    }

    private String config(Path folder, RecordingApi api) throws IOException {
        return """
            domain: rest.example.com
            listen: 127.0.0.1:0
            bundle: %s
            upstreams: {things: {openapi: %s, url: %s/, timeout: 60s}}
            agents: {ann: {token: %s, owner: one, model: m, root: true, intent: use}}
            sources: {feed: {token: %s}}
            """.formatted(
                        Served.bundle(folder, BUNDLE),
                        RestStage.resource("things.openapi.yaml"),
                        api.base(),
                        ann.hash(),
                        feed.hash());
    }

    @Test
    void theAgentHearsThatItWasDone(@TempDir Path folder) throws Exception {
        var api = new RecordingApi();
        try (Served server = Served.of(folder, config(folder, api), Map.of(), InstantSource.system());
                var background = new Background()) {
            server.start();
            Future<RawHttp.Answer> begun = background.submit(
                    () -> post(server, ann, "/rest/things/answers/silence").send());
            Until.holds(() -> api.asked.size() == 1);
            String call =
                    "c-" + server.recorded(Event.CallReserved.class).getFirst().call();
            RawHttp.Answer told = post(server, feed, "/v1/observations")
                    .add("Content-Type", "application/json")
                    .body("""
                        {"observations": [{"id": "1", "actor": "ann", "tool": "things/writeAnswer", "call": "%s",
                          "args": {"path": {"what": "silence"}}}]}\
                        """.formatted(call))
                    .send();
            assertThat(told.json().at("/observations/0/call").asText())
                    .as(told.text())
                    .isEqualTo(call);
            api.close();

            RawHttp.Answer answer = begun.get();
            assertThat(answer.status()).as(answer.text()).isEqualTo(502);
            assertThat(answer.header("interlock-decision"))
                    .hasValue("permitted;call=\"" + call + "\";code=\"answer-lost\";outcome=succeeded");
            assertThat(answer.json().path("detail").asText()).contains("was carried out", "Do not send it again");
            assertThat(server.recorded(Event.CallConfirmed.class).getLast().settlement())
                    .isEqualTo(new Settlement.Succeeded(List.of()));
        } finally {
            api.close();
        }
    }
}
