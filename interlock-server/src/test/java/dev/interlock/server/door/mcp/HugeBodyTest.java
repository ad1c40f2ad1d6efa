package dev.interlock.server.door.mcp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.server.fixture.Gateway;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A body of a hundred megabytes, whatever it holds: refused, never read whole, and nothing is decided. */
class HugeBodyTest extends DoorTestBase {
    private static final int SIZE = 100 << 20;
    private static final int BLOCK = 1 << 20;

    private void send(OutputStream out, String framing, byte[] block) throws IOException {
        boolean chunked = framing.startsWith("Transfer");
        out.write(("POST /mcp/erp HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer token-a\r\n"
                        + "Content-Type: application/json\r\nAccept: application/json, text/event-stream\r\n"
                        + "MCP-Protocol-Version: 2026-07-28\r\nMcp-Method: tools/call\r\nMcp-Name: echo\r\n" + framing
                        + "\r\n\r\n")
                .getBytes(ISO_8859_1));
        for (int sent = 0; sent < SIZE; sent += BLOCK) {
            if (chunked) {
                out.write((Integer.toHexString(BLOCK) + "\r\n").getBytes(US_ASCII));
            }
            out.write(block);
            if (chunked) {
                out.write("\r\n".getBytes(US_ASCII));
            }
        }
        out.write((chunked ? "0\r\n\r\n" : "").getBytes(US_ASCII));
        out.flush();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: " + SIZE, "Transfer-Encoding: chunked"})
    void isRefused(String framing) throws Exception {
        byte[] block = new byte[BLOCK];
        Arrays.fill(block, (byte) '[');
        byte[] call = Gateway.modernBody("tools/call", "\"name\":\"echo\",\"arguments\":{\"text\":\"x\"},")
                .getBytes(US_ASCII);
        System.arraycopy(call, 0, block, 0, call.length);
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), gateway.port());
                BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII))) {
            socket.setSoTimeout(120_000);
            var status = new CompletableFuture<String>();
            Thread.ofVirtual().start(() -> {
                try {
                    status.complete(String.valueOf(in.readLine()));
                } catch (IOException e) {
                    status.complete("closed: " + e);
                }
            });
            try {
                send(socket.getOutputStream(), framing, block);
            } catch (IOException e) {
                // It need not be read to the end.
            }
            String answer = status.get(120, TimeUnit.SECONDS);
            if (framing.startsWith("Content")) {
                assertThat(answer).startsWith("HTTP/1.1 413");
            } else {
                assertThat(answer).as("cut off, or refused").doesNotStartWith("HTTP/1.1 2");
            }
        }
        assertThat(gateway.calls).isEmpty();
        assertThat(modernFixture.calls("echo")).isZero();
        assertThat(gateway.modern("erp", "tools/call", "echo", "\"name\":\"echo\",\"arguments\":{\"text\":\"x\"},")
                        .send()
                        .status())
                .as("the door goes on")
                .isEqualTo(200);
    }
}
