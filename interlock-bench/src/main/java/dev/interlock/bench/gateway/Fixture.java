package dev.interlock.bench.gateway;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.interlock.bench.child.ChildProcess;
import dev.interlock.bench.wire.Wire;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;

/**
 * The server behind the gateway: the least that is an MCP server of the modern era, so that it is never the bottleneck. Plain
 * sockets, a thread for each connection, answers made in advance. {@code POST /N} takes N milliseconds. A connection that
 * begins with {@code E} is an echo of a kilobyte, the floor of any exchange.
 */
final class Fixture {

    /** Bytes of what a call answers, and of the echo. */
    static final int PAYLOAD = 1024;

    private static final String LIST = """
            {"resultType":"complete","ttlMs":3600000,"cacheScope":"private","tools":[\
            {"name":"edit_vendor","inputSchema":{"type":"object"}},\
            {"name":"release_payment","inputSchema":{"type":"object"}}]}""";
    private static final String DISCOVER = """
            {"resultType":"complete","supportedVersions":["2026-07-28"],"capabilities":{"tools":{}},\
            "ttlMs":3600000,"cacheScope":"private",\
            "_meta":{"io.modelcontextprotocol/serverInfo":{"name":"fixture","version":"1"}}}""";
    private static final String CALLED = """
            {"resultType":"complete","isError":false,"content":[{"type":"text","text":"%s"}]}""".formatted("x".repeat(PAYLOAD - 90));

    private Fixture() {}

    public static void main(String[] args) throws IOException {
        ChildProcess.endWithParent();
        try (var listening = new ServerSocket(0, 1024, InetAddress.getLoopbackAddress())) {
            System.out.println("listens on http://127.0.0.1:" + listening.getLocalPort());
            while (true) {
                Socket socket = listening.accept();
                Thread.ofPlatform().daemon().start(() -> serve(socket));
            }
        }
    }

    private static void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            var wire = new Wire(socket);
            if (wire.peek() == 'E') {
                var echo = new byte[PAYLOAD];
                while (wire.readFully(echo)) {
                    wire.write(echo, PAYLOAD);
                }
                return;
            }
            while (wire.readMessage()) {
                long millis = delay(wire.startLine());
                byte[] answer = answer(wire.body());
                if (millis > 0) {
                    Thread.sleep(Duration.ofMillis(millis));
                }
                wire.write(answer, answer.length);
            }
        } catch (SocketException e) {
            // The other side is gone; so is this connection.
        } catch (IOException e) {
            System.err.println("fixture: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Of {@code POST /5 HTTP/1.1}. */
    private static long delay(String startLine) {
        return Long.parseLong(startLine.substring(startLine.indexOf('/') + 1, startLine.lastIndexOf(' ')));
    }

    private static byte[] answer(String body) {
        String result = body.contains("\"tools/call\"")
                ? CALLED
                : body.contains("\"tools/list\"") ? LIST : body.contains("\"server/discover\"") ? DISCOVER : null;
        if (result == null) {
            return "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n".getBytes(ISO_8859_1);
        }
        String json = "{\"jsonrpc\":\"2.0\",\"id\":" + id(body) + ",\"result\":" + result + "}";
        return ("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + json.length() + "\r\n\r\n"
                        + json)
                .getBytes(ISO_8859_1);
    }

    /** The number in the first `id` of the message; no argument is called so. */
    private static String id(String body) {
        int from = body.indexOf("\"id\":") + 5;
        int to = from;
        while (Character.isDigit(body.charAt(to))) {
            to++;
        }
        return body.substring(from, to);
    }
}
