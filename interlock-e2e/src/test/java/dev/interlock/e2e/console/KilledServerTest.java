package dev.interlock.e2e.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.WaitForSelectorState;
import dev.interlock.cli.Main;
import dev.interlock.e2e.console.Browser.View;
import dev.interlock.server.fixture.Leaks;
import dev.interlock.server.identity.registry.Token;
import dev.interlock.server.upstream.stdio.JavaCommand;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A page that is open while its server is killed, and started again where it was. */
@Tag("long")
class KilledServerTest {

    private static final Pattern LINK =
            Pattern.compile("console for vera \\(works once, within five minutes\\): (http://\\S+/)([^/\\s]+)");

    private final Token token = Token.create(new SecureRandom());

    private Path configure(Path folder) throws IOException {
        int port;
        try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Leaks.RUN.ofCaller(token.reveal());
        Path bundle = Path.of(System.getProperty("interlock.root", ".."), "bundles", "accounts-payable");
        return Files.writeString(folder.resolve("interlock-server.yaml"), """
            domain: killed.example.com
            listen: 127.0.0.1:%d
            data: data
            bundle: %s
            upstreams: {erp: {command: [no-such-program]}}
            agents:
              planner: {token: "%s", owner: payables, origin: payables-desk, model: m1, root: true, intent: settle-payables}
            people:
              vera: {token: "sha256:%s", owner: controlling, groups: [ap-approvers, administrators]}
              paul: {token: "sha256:%s", owner: treasury, groups: [ap-approvers, administrators]}
            """.formatted(
                        port, bundle.toAbsolutePath(), token.hash(), "a".repeat(64), "b".repeat(64)));
    }

    private static Process serve(Path config) throws IOException {
        return new ProcessBuilder(JavaCommand.of(Main.class, "serve", "--config", config.toString()))
                .redirectErrorStream(true)
                .start();
    }

    private static String link(BufferedReader said) throws IOException {
        var before = new StringBuilder();
        for (String line = said.readLine(); line != null; line = said.readLine()) {
            Matcher link = LINK.matcher(line);
            if (link.find()) {
                Leaks.RUN.ofCaller(link.group(2));
                return link.group(1) + link.group(2);
            }
            before.append(line).append('\n');
        }
        throw new AssertionError("the server printed no link:\n" + before);
    }

    /** A call that is denied, as nobody maps its tool: it is in the record all the same. */
    private void call(String base, String tool) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(URI.create(base + "/mcp/erp"))
                    .header("Authorization", "Bearer " + token.reveal())
                    .header("Content-Type", "application/json")
                    .header("Accept", "application/json, text/event-stream")
                    .header("MCP-Protocol-Version", "2026-07-28")
                    .header("Mcp-Method", "tools/call")
                    .header("Mcp-Name", tool)
                    .POST(HttpRequest.BodyPublishers.ofString(
                            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\""
                                    + tool
                                    + "\",\"arguments\":{},\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
                                    + "\"io.modelcontextprotocol/clientCapabilities\":{}}}}"))
                    .build();
            assertThat(client.send(request, HttpResponse.BodyHandlers.ofString())
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void aPageGoesOnWhenItsServerIsThereAgain(@TempDir Path folder) throws Exception {
        Path config = configure(folder);
        Process first = serve(config);
        Process second = null;
        try (Browser browser = Browser.open();
                BufferedReader said = first.inputReader()) {
            String link = link(said);
            String base = link.substring(0, link.indexOf("/console"));
            Window vera = browser.signIn(link, View.WIDE);
            vera.streamMayBreak();
            vera.open("/console/ledger");
            vera.shows("Live");
            call(base, "first_tool");
            vera.shows("first_tool");

            new ProcessBuilder("kill", "-9", Long.toString(first.pid())).start().waitFor();
            assertThat(first.waitFor(60, TimeUnit.SECONDS)).isTrue();
            vera.shows("Not live");
            vera.inspect("server-killed");
            assertThat(vera.main().getByText("first_tool").first().isVisible()).isTrue();

            second = serve(config);
            try (BufferedReader again = second.inputReader()) {
                String other = link(again);
                // Sessions end with the server that made them. What was read stays, and the page says what to do.
                vera.awaits(vera.page().getByText("Your session has ended: sign in"));
                Page elsewhere = vera.page().context().newPage();
                elsewhere.navigate(other);
                call(base, "second_tool");
                vera.page()
                        .getByText("Your session has ended: sign in")
                        .waitFor(new Locator.WaitForOptions().setState(WaitForSelectorState.HIDDEN));
                vera.shows("second_tool");
                vera.shows("first_tool");
            }
        } finally {
            first.destroyForcibly();
            if (second != null) {
                second.destroyForcibly();
            }
        }
    }
}
