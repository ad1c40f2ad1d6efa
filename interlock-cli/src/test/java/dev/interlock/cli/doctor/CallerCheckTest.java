package dev.interlock.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.sun.net.httpserver.HttpServer;
import dev.interlock.cli.doctor.Finding.State;
import dev.interlock.cli.remote.ApiClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The findings of the doctor about answers that a server in good order does not give. */
class CallerCheckTest {

    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private void answer(String path, int status, String body) {
        server.createContext(path, exchange -> {
            byte[] text = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, text.length);
            exchange.getResponseBody().write(text);
            exchange.close();
        });
    }

    private List<Finding> findings() throws InterruptedException {
        URI url = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        return CallerCheck.findings(url, ApiClient.of(url, Optional.empty(), "token"));
    }

    @Test
    void anotherVersionAndServersThatFailAreTold() throws Exception {
        answer("/v1/whoami", 200, """
            {"name": "vera", "kind": "person", "runtime": "", "groups": ["ops", "audit"], "version": "99.1"}\
            """);
        Map<String, String> instances = Map.of(
                "a", "{'instance': 'process', 'state': 'up', 'underWay': 0, 'failures': 0}",
                "b", "{'instance': 'process', 'state': 'up', 'underWay': 0, 'failures': 1, 'trouble': 'it ended'}",
                "c", "{'instance': 'c:80', 'state': 'trying', 'underWay': 1, 'failures': 6}",
                "d", "{'instance': 'd:80', 'state': 'resting', 'underWay': 0, 'failures': 6, 'trouble': 'refused'}");
        StringBuilder upstreams = new StringBuilder();
        instances.keySet().stream()
                .sorted()
                .forEach(name -> upstreams
                        .append(upstreams.isEmpty() ? "" : ",")
                        .append("{'name': '" + name + "', 'instances': [" + instances.get(name) + "]}"));
        answer("/v1/upstreams", 200, ("{'upstreams': [" + upstreams + "]}").replace('\'', '"'));

        List<Finding> found = findings();

        assertThat(found)
                .extracting(Finding::area, Finding::state)
                .containsExactly(
                        tuple(Area.CALLER, State.OK),
                        tuple(Area.SERVER, State.WARNING),
                        tuple(Area.UPSTREAMS, State.OK),
                        tuple(Area.UPSTREAMS, State.WARNING),
                        tuple(Area.UPSTREAMS, State.WARNING),
                        tuple(Area.UPSTREAMS, State.PROBLEM));
        assertThat(found.getFirst().text())
                .isEqualTo("the token is accepted: you are the person `vera`, in the groups ops, audit");
        assertThat(found.get(1).text()).contains("has version 99.1, and this command line has ");
        assertThat(found.getLast().place()).isEqualTo("d (d:80)");
        assertThat(found.getLast().text())
                .isEqualTo("the gateway sends it nothing, because it failed 6 times in a row: refused");
        assertThat(found.stream().filter(finding -> finding.state() != State.OK))
                .noneMatch(finding -> finding.remedy().isEmpty());
    }

    @Test
    void aTokenThatIsNotAcceptedIsAProblemAndNotShown() throws Exception {
        answer("/v1/whoami", 401, """
            {"code": "unauthenticated", "detail": "the token is unknown"}\
            """);

        assertThat(findings()).singleElement().satisfies(finding -> {
            assertThat(finding.state()).isEqualTo(State.PROBLEM);
            assertThat(finding.text())
                    .isEqualTo("the server does not accept the token (unauthenticated): the token is unknown");
            assertThat(finding.remedy()).contains("interlock login");
        });
    }

    @Test
    void aServerThatIsNoneOfOursIsAProblem() throws Exception {
        answer("/v1/whoami", 200, "hello");

        assertThat(findings()).singleElement().satisfies(finding -> {
            assertThat(finding.state()).isEqualTo(State.PROBLEM);
            assertThat(finding.text()).contains("is not an Interlock server");
        });
    }

    @Test
    void anAgentIsNotToldOfTheServersBehind() throws Exception {
        answer("/v1/whoami", 200, """
            {"name": "payer", "kind": "agent", "runtime": "r", "groups": [], "version": "development"}\
            """);

        assertThat(findings()).extracting(Finding::state).containsOnly(State.OK);
        assertThat(findings().getLast().text()).contains("only a person's token");
    }
}
