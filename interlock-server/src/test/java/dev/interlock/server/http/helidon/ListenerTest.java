package dev.interlock.server.http.helidon;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.server.fixture.Quiet;
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
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Strangers who connect and then take their time, or send without end. */
class ListenerTest {

    private RunningListener server;

    @BeforeEach
    void start() throws IOException {
        Quiet.on();
        server = new Listener(Duration.ofMillis(300), 100, 1_000, new Transfer(Duration.ofMillis(300), 1_000))
                .start(
                        new Listen("127.0.0.1", 0),
                        new RouteTable(List.of(Route.any("/*", request -> Reply.text(200, "answered")))),
                        Optional.empty());
    }

    @AfterEach
    void stop() {
        server.stop();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "POST /mcp/er"})
    void whoSaysNothingIsPutOut(String beginning) throws Exception {
        try (Socket socket = connect()) {
            socket.getOutputStream().write(beginning.getBytes(US_ASCII));
            assertEnds(socket);
        }
    }

    @Test
    void aBodyWithoutEndIsNotReadToItsEnd() throws Exception {
        try (Socket socket = connect()) {
            socket.getOutputStream()
                    .write("POST /mcp/erp HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
                            .getBytes(US_ASCII));
            byte[] chunk = ("400\r\n" + "x".repeat(0x400) + "\r\n").getBytes(US_ASCII);
            int sent = 0;
            try {
                for (; sent < 100_000; sent++) {
                    socket.getOutputStream().write(chunk);
                }
            } catch (SocketException e) {
                // Put out, as it should be.
            }
            assertThat(sent).isLessThan(100_000);
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
