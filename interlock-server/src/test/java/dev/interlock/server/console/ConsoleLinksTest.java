package dev.interlock.server.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.server.fixture.Served;
import dev.interlock.server.identity.registry.Token;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Links to the console that people ask the API for. */
class ConsoleLinksTest {

    private static final String BUNDLE = """
        interlock: v1
        name: shop
        owner: desk@example.com
        independence: {another-line: [chain, owner, origin]}
        risk: {high: {independence: another-line, on-conflict: deny, on-missing: hold}}
        """;

    private static final Pattern LINK = Pattern.compile("\"link\":\"([^\"]+)\"");

    @TempDir
    private Path folder;

    private final AtomicReference<Instant> time = new AtomicReference<>(Instant.now());
    private final HttpClient client = HttpClient.newHttpClient();
    private final Token vera = Token.create(new SecureRandom());
    private final Token clerk = Token.create(new SecureRandom());
    private Served served;

    private void start(String console) throws IOException {
        Served.bundle(folder, BUNDLE);
        String config = """
            domain: shop.example
            listen: 127.0.0.1:0
            agents: {clerk: {token: "%s", owner: desk}}
            people: {vera: {token: "%s", groups: [auditors]}}
            roles: {administrator: [platform], auditor: [auditors]}
            """.formatted(clerk.hash(), vera.hash()) + console;
        served = Served.of(folder, config, Map.of(), time::get).start();
    }

    @AfterEach
    void stop() throws IOException {
        client.close();
        served.close();
    }

    private HttpResponse<String> ask(Token token) throws Exception {
        return client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + served.port() + "/v1/console/links"))
                        .header("Authorization", "Bearer " + token.reveal())
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString("{}"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static URI link(HttpResponse<String> reply) {
        Matcher matcher = LINK.matcher(reply.body());
        assertThat(matcher.find()).as(reply.body()).isTrue();
        return URI.create(matcher.group(1));
    }

    @Test
    void aPersonSignsInByALinkOfTheirOwn() throws Exception {
        start("");
        HttpResponse<String> reply = ask(vera);
        assertThat(reply.statusCode()).isEqualTo(201);
        try (var browser = new Browser(served.port())) {
            assertThat(Browser.location(browser.get(link(reply).getPath()))).isEqualTo("/console");
            assertThat(browser.get("/console").body()).contains("vera", "auditor");
            assertThat(browser.get(link(reply).getPath()).statusCode()).isEqualTo(403);
            time.updateAndGet(now -> now.plus(Duration.ofHours(12)));
            assertThat(browser.get("/console").statusCode()).isEqualTo(303);
        }
    }

    @Test
    void agentsGetNone() throws Exception {
        start("");
        assertThat(ask(clerk).statusCode()).isEqualTo(403);
        assertThat(ask(Token.create(new SecureRandom())).statusCode()).isEqualTo(401);
    }

    @Test
    void thereAreNoneWhereOthersCanConnect() throws Exception {
        start("console: {url: \"https://console.example.com\"}\n");
        HttpResponse<String> reply = ask(vera);
        assertThat(reply.statusCode()).isEqualTo(403);
        assertThat(reply.body()).contains("creates no links to its console");
    }
}
