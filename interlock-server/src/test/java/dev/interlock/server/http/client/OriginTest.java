package dev.interlock.server.http.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.interlock.server.fixture.Until;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.Collections;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server that answers each request with the next text, on as many connections as come. */
class OriginTest {

    private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> requests = new LinkedBlockingQueue<>();
    private final BlockingQueue<Socket> connections = new LinkedBlockingQueue<>();
    private ServerSocket listening;
    private Origin origin;

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
        origin = new Origin(address(), Duration.ofSeconds(5));
    }

    @AfterEach
    void stop() throws IOException {
        origin.close();
        listening.close();
        for (Socket socket : connections) {
            socket.close();
        }
    }

    /** Bodies of requests are one character in these tests. An answer that ends with `!` ends the connection as well. */
    private void serve(Socket socket) {
        try (socket) {
            var head = new StringBuilder();
            for (int read = socket.getInputStream().read();
                    read >= 0;
                    read = socket.getInputStream().read()) {
                head.append((char) read);
                if (head.toString().endsWith("\r\n\r\n")) {
                    if (head.indexOf("Content-Length: 1\r\n") > 0) {
                        head.append((char) socket.getInputStream().read());
                    }
                    requests.add(head.toString());
                    head.setLength(0);
                    String answer = answers.take();
                    boolean last = answer.endsWith("!");
                    socket.getOutputStream().write(answer.replaceFirst("!$", "").getBytes(ISO_8859_1));
                    if (last) {
                        return;
                    }
                }
            }
        } catch (IOException e) {
            // the client is gone
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private URI address() {
        return URI.create("http://127.0.0.1:" + listening.getLocalPort() + "/mcp?a=b");
    }

    private String exchange(String answer) throws IOException {
        answers.add(answer);
        try (Answer heard = origin.send(Outgoing.post(address(), new byte[] {'x'}))) {
            return heard.status() + " " + new String(heard.body().readAllBytes(), ISO_8859_1);
        }
    }

    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    @Test
    void aRequestSaysWhatItHasTo() throws IOException {
        assertThat(exchange(OK)).isEqualTo("200 ok");
        assertThat(requests.poll())
                .startsWith("POST /mcp?a=b HTTP/1.1\r\nHost: 127.0.0.1:" + listening.getLocalPort() + "\r\n")
                .contains("\r\nContent-Length: 1\r\n")
                .endsWith("\r\n\r\nx");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                OK,
                "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" + OK,
                "HTTP/1.1 200\r\nTransfer-Encoding: chunked\r\n\r\n1\r\no\r\n1;x=y\r\nk\r\n0\r\nTrailer: x\r\n\r\n",
                "HTTP/1.1 200 OK\r\ncontent-length: 2\r\nContent-Length: 2\r\n\r\nok",
            })
    void theConnectionIsUsedAgainAfterAWholeAnswer(String answer) throws IOException {
        for (int i = 0; i < 3; i++) {
            assertThat(exchange(answer)).isEqualTo("200 ok");
        }
        assertThat(connections).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nConnection: x, Close\r\nContent-Length: 2\r\n\r\nok",
                "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok",
                "HTTP/1.1 200 OK\r\nKeep-Alive: timeout=1, max=9\r\nContent-Length: 2\r\n\r\nok",
                "HTTP/1.1 200 OK\r\n\r\nok!",
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil",
            })
    void orElseANewOneIsOpened(String answer) throws IOException {
        for (int i = 0; i < 2; i++) {
            assertThat(exchange(answer)).isEqualTo("200 ok");
        }
        assertThat(connections).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "!",
                "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nok!",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n!",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nokay\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n+2\r\nok\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\n2\r\nok\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 1\r\n\r\nok",
                "HTTP/1.1 200 OK\r\nContent-Length: -2\r\n\r\nok",
                "HTTP/1.1 200 OK\nContent-Length: 2\n\nok",
                "HTTP/1.1 200 OK\r\nContent-Length : 2\r\n\r\nok",
                "HTTP/1.1 200 OK\r\nX: 1\r\n Content-Length: 2\r\n\r\nok",
                "HTTP/1.1 200 OK\r\nX: \rContent-Length: 2\r\n\r\nok",
                "HTTP/2 200\r\n\r\nok!",
                "HTTP/1.1 101 Switching Protocols\r\n\r\nok!",
                "SSH-2.0-OpenSSH\r\n!",
            })
    void whatLeavesADoubtIsNoAnswer(String answer) {
        assertThatThrownBy(() -> exchange(answer.isEmpty() ? "HTTP/1.1 200 OK\r\nX: " + "x".repeat(70_000) : answer))
                .isInstanceOf(IOException.class)
                .isNotInstanceOf(CannotConnectException.class);
    }

    @Test
    void aConnectionThatTheServerHasEndedIsNotUsedAgain() throws Exception {
        assertThat(exchange(OK)).isEqualTo("200 ok");
        Socket first = connections.take();
        first.shutdownOutput();
        assertThat(exchange(OK)).isEqualTo("200 ok");
        assertThat(connections).hasSize(1);
        first.close();
    }

    @Test
    void whatWasWithdrawnDoesNotLeaveAndNothingLeavesTwice() throws Exception {
        Outgoing withdrawn = Outgoing.post(address(), new byte[] {'x'});
        assertThat(withdrawn.withdraw()).isTrue();
        assertThatThrownBy(() -> origin.send(withdrawn)).hasMessageContaining("withdrawn");
        assertThat(withdrawn.withdraw()).isTrue();

        answers.add(OK);
        Outgoing sent = Outgoing.post(address(), new byte[] {'x'});
        origin.send(sent).close();
        assertThat(sent.withdraw()).isFalse();
        assertThatThrownBy(() -> origin.send(sent)).hasMessageContaining("sent before");
        assertThat(requests).hasSize(1);
    }

    @Test
    void anInterruptEndsTheExchangeAndItsConnection() throws Exception {
        var failed = new CompletableFuture<Exception>();
        Thread asking = Thread.ofVirtual().start(() -> {
            try {
                origin.send(Outgoing.post(address(), new byte[] {'x'}));
            } catch (IOException e) {
                failed.complete(e);
            }
        });
        requests.take();
        Socket socket = connections.take();
        asking.interrupt();
        assertThat(failed.get(120, TimeUnit.SECONDS)).isInstanceOf(IOException.class);
        socket.setSoTimeout(120_000);
        assertThat(socket.getInputStream().read()).isNegative();
    }

    private CompletableFuture<Exception> failing(Outgoing request) {
        var failed = new CompletableFuture<Exception>();
        Thread.ofVirtual().start(() -> {
            try {
                origin.send(request).body().readAllBytes();
            } catch (IOException e) {
                failed.complete(e);
            }
        });
        return failed;
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whoAbandonsARequestEndsTheExchangeAndItsConnection(boolean answering) throws Exception {
        if (answering) {
            answers.add("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nok");
        }
        Outgoing request = Outgoing.post(address(), new byte[] {'x'});
        CompletableFuture<Exception> failed = failing(request);
        requests.take();
        request.abandon();
        assertThat(failed.get(120, TimeUnit.SECONDS)).isInstanceOf(IOException.class);
        assertThat(request.withdraw()).isFalse();
        Socket socket = connections.take();
        if (answering) {
            Until.holds(socket::isClosed); // the server reads on, and closes its side at the end
        } else {
            socket.setSoTimeout(120_000);
            assertThat(socket.getInputStream().read()).isNegative();
        }
    }

    @Test
    void whatWasAbandonedBeforehandIsNotSent() {
        Outgoing request = Outgoing.post(address(), new byte[] {'x'});
        request.abandon();
        assertThatThrownBy(() -> origin.send(request)).isInstanceOf(IOException.class);
        assertThat(request.withdraw()).isTrue();
        assertThat(requests).isEmpty();
    }

    @Test
    void anAnsweredRequestThatIsAbandonedLeavesTheConnectionToOthers() throws Exception {
        answers.add(OK);
        Outgoing first = Outgoing.post(address(), new byte[] {'x'});
        try (Answer heard = origin.send(first)) {
            heard.body().readAllBytes();
        }
        Outgoing second = Outgoing.post(address(), new byte[] {'x'});
        answers.add(OK);
        try (Answer heard = origin.send(second)) {
            first.abandon();
            assertThat(heard.body().readAllBytes()).hasSize(2);
        }
        assertThat(exchange(OK)).isEqualTo("200 ok");
        assertThat(connections).hasSize(1);
    }

    @Test
    void aClosedClientEndsItsExchanges() throws Exception {
        CompletableFuture<Exception> failed = failing(Outgoing.post(address(), new byte[] {'x'}));
        requests.take();
        origin.close();
        assertThat(failed.get(120, TimeUnit.SECONDS)).isInstanceOf(IOException.class);
    }

    @Test
    void nobodyWaitsForEverForAHostToBeLookedUp() {
        var never = new CountDownLatch(1);
        Resolver stuck = host -> {
            try {
                never.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return new InetAddress[0];
        };
        Outgoing request = Outgoing.post(address(), new byte[] {'x'});
        try (var lost = new Origin(
                address(), Duration.ofMillis(1), () -> (SSLSocketFactory) SSLSocketFactory.getDefault(), stuck)) {
            assertThatThrownBy(() -> lost.send(request))
                    .isInstanceOf(CannotConnectException.class)
                    .hasMessageContaining("looked up within 1 ms");
            assertThat(request.withdraw()).isTrue();
        } finally {
            never.countDown();
        }
    }

    @Test
    void whereNobodyListensNothingWasSent() throws Exception {
        try (Socket deaf = new Socket()) {
            // bound, so that nobody else listens there meanwhile
            deaf.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            URI nobody = URI.create("http://127.0.0.1:" + deaf.getLocalPort() + "/mcp");
            Outgoing request = Outgoing.post(nobody, new byte[] {'x'});
            try (var deserted = new Origin(nobody, Duration.ofSeconds(5))) {
                assertThatThrownBy(() -> deserted.send(request)).isInstanceOf(CannotConnectException.class);
                assertThat(request.withdraw()).isTrue();
            }
        }
    }

    @Test
    void manyAtATimeEachHaveAConnection() throws Exception {
        int many = 20;
        var all = new CountDownLatch(many);
        for (int i = 0; i < many; i++) {
            Thread.ofVirtual().start(() -> {
                try (Answer heard = origin.send(Outgoing.post(address(), new byte[] {'x'}))) {
                    if (heard.body().readAllBytes().length == 2) {
                        all.countDown();
                    }
                } catch (IOException e) {
                    // counted by its absence
                }
            });
        }
        for (int i = 0; i < many; i++) {
            requests.take();
        }
        answers.addAll(Collections.nCopies(many, OK));
        assertThat(all.await(120, TimeUnit.SECONDS)).isTrue();
        assertThat(connections).hasSize(many);
    }

    @Test
    void headersCannotSmuggle() {
        Outgoing request = Outgoing.post(address(), new byte[] {'x'});
        assertThatThrownBy(() -> request.header("X", "a\r\nHost: evil")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> request.header("X: y", "a")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> request.header("transfer-Encoding", "chunked"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> request.header("X", "\u2028")).isInstanceOf(IllegalArgumentException.class);
    }
}
