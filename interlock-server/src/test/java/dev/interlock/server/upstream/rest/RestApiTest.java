package dev.interlock.server.upstream.rest;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.server.door.rest.RestStage;
import dev.interlock.server.json.Json;
import dev.interlock.server.openapi.Description;
import dev.interlock.server.openapi.DescriptionReader;
import dev.interlock.server.openapi.Operation;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An API that ends connections: a request leaves once, and is called unsent only where nothing of it left. */
class RestApiTest {

    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> requests = new LinkedBlockingQueue<>();
    private final BlockingQueue<Socket> connections = new LinkedBlockingQueue<>();
    private final Description description = read();
    private ServerSocket listening;
    private RestApi api;

    private static Description read() {
        return ((DescriptionReader.Outcome.Read) DescriptionReader.read(RestStage.resource("things.openapi.yaml")))
                .description();
    }

    @BeforeEach
    void start() throws IOException {
        listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(() -> {
            try {
                while (true) {
                    Socket socket = listening.accept();
                    connections.add(socket);
                    Thread.ofVirtual().start(() -> serve(socket));
                }
            } catch (IOException e) {
                // closed: the test is over
            }
        });
        api = open(listening.getLocalPort());
    }

    private RestApi open(int port) {
        URI base = URI.create("http://127.0.0.1:" + port);
        var settings = new RestApi.Settings(
                "things", base, Map.of("User-Agent", "gateway/7"), Duration.ofSeconds(10), 1 << 20, 1 << 20);
        return new RestApi(settings, description);
    }

    @AfterEach
    void stop() throws IOException {
        api.close();
        listening.close();
        for (Socket socket : connections) {
            socket.close();
        }
    }

    /** Answers each head of a request with the next text; an empty one ends the connection. */
    private void serve(Socket socket) {
        try (socket) {
            var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), ISO_8859_1));
            var head = new StringBuilder();
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                head.append(line).append('\n');
                if (line.isEmpty()) {
                    requests.add(head.toString());
                    head.setLength(0);
                    String answer = answers.take();
                    if (answer.isEmpty()) {
                        return;
                    }
                    socket.getOutputStream().write(answer.getBytes(ISO_8859_1));
                }
            }
        } catch (IOException | InterruptedException e) {
            // closed: the test is over
        }
    }

    private Operation operation(String name) {
        return description.operations().stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private RestOutcome send(String operation) {
        return api.send(operation(operation), Json.object(), "", Optional.empty(), Optional.empty());
    }

    @Test
    void whatWasSentIsNeverSentAgain() {
        answers.add(OK);
        assertThat(send("listItems")).isInstanceOf(RestOutcome.Answered.class);
        answers.add("");
        answers.add(OK);

        // on the connection that was kept: a read as well, as nobody can tell what came of it
        assertThat(send("listItems")).isInstanceOf(RestOutcome.Lost.class);
        assertThat(connections).hasSize(1);
        assertThat(requests).hasSize(2);
    }

    @Test
    void aConnectionThatEndedMeanwhileIsNotTaken() throws Exception {
        answers.add(OK);
        assertThat(send("writeAnswer")).isInstanceOf(RestOutcome.Answered.class);
        Socket first = connections.take();
        first.shutdownOutput();

        answers.add(OK);
        assertThat(send("writeAnswer")).isInstanceOf(RestOutcome.Answered.class);
        assertThat(connections.poll(120, TimeUnit.SECONDS)).isNotNull();
        first.close();
    }

    @Test
    void whereNobodyListensNothingWasSent() throws Exception {
        int free;
        try (var nobody = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = nobody.getLocalPort();
        }
        try (RestApi nowhere = open(free)) {
            assertThat(nowhere.send(operation("writeAnswer"), Json.object(), "", Optional.empty(), Optional.empty()))
                    .isInstanceOf(RestOutcome.NotSent.class);
        }
    }

    @Test
    void aRequestSaysThatItHasNoBodyAndOnceWhoSendsIt() {
        answers.add(OK);
        send("writeAnswer");
        assertThat(requests.poll()).contains("Content-Length: 0\n").containsOnlyOnce("User-Agent: gateway/7\n");
        answers.add(OK);
        send("listItems");
        assertThat(requests.poll()).doesNotContain("Content-Length").contains("Accept-Encoding: identity\n");
    }
}
