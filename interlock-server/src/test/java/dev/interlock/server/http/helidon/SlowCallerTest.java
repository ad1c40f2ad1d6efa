package dev.interlock.server.http.helidon;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.server.fixture.Quiet;
import dev.interlock.server.http.server.Body;
import dev.interlock.server.http.server.Reply;
import dev.interlock.server.http.server.Route;
import dev.interlock.server.http.server.RouteTable;
import dev.interlock.server.http.server.Transfer;
import dev.interlock.server.setting.Listen;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Callers who stop in the middle of a request, or do not read the answer. */
class SlowCallerTest {

    private static final String HEAD = "POST /mcp/erp HTTP/1.1\r\nHost: x\r\n";
    private static final int DROPS = 100_000_000;
    private static final byte[] LONG = new byte[16 << 20];

    private final CountDownLatch answered = new CountDownLatch(1);
    private RunningListener server;

    @BeforeEach
    void start() throws IOException {
        Quiet.on();
        Transfer transfer = new Transfer(Duration.ofMillis(200), 1 << 20);
        var routes = new RouteTable(List.of(
                Route.post("/mcp/erp", request -> bytes(request.body(1_000))),
                Route.post("/unread", request -> bytes(new byte[1])),
                Route.post("/long", request -> bytes(LONG).then(answered::countDown))));
        server = new Listener(Duration.ofSeconds(60), 100, 1 << 30, transfer)
                .start(new Listen("127.0.0.1", 0), routes, Optional.empty());
    }

    private static Reply bytes(byte[] body) {
        return new Reply(200, Map.of(), new Body.Whole(body));
    }

    @AfterEach
    void stop() {
        server.stop();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                HEAD,
                HEAD + "X: y",
                HEAD + "Content-Length: 10\r\n\r\n12345",
                HEAD + "Transfer-Encoding: chunked\r\n\r\n5\r\n12",
                HEAD + "Transfer-Encoding: chunked\r\n\r\n5\r\n12345\r\n",
                HEAD + "Content-Length: 5000\r\n\r\n",
                "POST /unread HTTP/1.1\r\nHost: x\r\nContent-Length: 5000\r\n\r\n12345",
                "POST /nowhere HTTP/1.1\r\nHost: x\r\nContent-Length: 5000\r\n\r\n12345"
            })
    void whoStopsInTheMiddleIsPutOut(String beginning) throws Exception {
        try (Socket socket = connect()) {
            socket.getOutputStream().write(beginning.getBytes(US_ASCII));
            assertEnds(socket);
        }
    }

    @Test
    void whoSendsDropByDropIsPutOut() throws Exception {
        try (Socket socket = connect()) {
            socket.getOutputStream().write((HEAD + "Content-Length: 1000000000\r\n\r\n").getBytes(US_ASCII));
            int sent = 0;
            try {
                for (; sent < DROPS; sent++) {
                    socket.getOutputStream().write('x');
                }
            } catch (SocketException e) {
                // Put out, as it should be.
            }
            assertThat(sent).isLessThan(DROPS);
        }
    }

    @Test
    void whoDoesNotReadIsPutOut() throws Exception {
        try (Socket socket = connect()) {
            socket.setReceiveBufferSize(4 << 10);
            socket.getOutputStream()
                    .write("POST /long HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n".getBytes(US_ASCII));
            assertThat(answered.await(120, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void whoTakesItsTimeBetweenRequestsIsNot() throws Exception {
        byte[] request = (HEAD + "Content-Length: 5\r\n\r\n12345").getBytes(US_ASCII);
        try (Socket socket = connect()) {
            for (int i = 0; i < 2; i++) {
                socket.getOutputStream().write(request);
                String answer = "";
                while (!answer.endsWith("12345")) {
                    byte[] more = new byte[1_000];
                    int read = socket.getInputStream().read(more);
                    assertThat(read).as("connection is open").isPositive();
                    answer += new String(more, 0, read, US_ASCII);
                }
                // As long as somebody else needs to be put out.
                whoStopsInTheMiddleIsPutOut(HEAD);
            }
        }
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
        socket.setSoTimeout(120_000);
        return socket;
    }

    /** Reads to the end of the connection; a timeout fails. */
    private static void assertEnds(Socket socket) throws IOException {
        try {
            socket.getInputStream().readAllBytes();
        } catch (SocketException e) {
            // Reset: that is an end as well.
        }
    }
}
