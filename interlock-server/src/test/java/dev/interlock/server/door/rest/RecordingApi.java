package dev.interlock.server.door.rest;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;

/** An API that keeps what it is asked, and answers below {@code /answers} as well or badly as the path says. */
final class RecordingApi implements AutoCloseable {

    /** What came, as it came. */
    record Asked(String method, String target, Headers headers, String body) {}

    /** What `inspect` withholds, in the API's body or in a header of it. */
    static final String SECRET = "postgres://app:hunter22@db.example.com/payroll";

    /** Longer than what is kept in memory. */
    static final String LONG = "{\"id\":\"42\",\"text\":\"" + "\u00e9".repeat(1 << 20) + "\"}";

    final List<Asked> asked = new CopyOnWriteArrayList<>();
    private final HttpServer server;
    private final CountDownLatch closing = new CountDownLatch(1);

    RecordingApi() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::handle);
        server.start();
    }

    URI base() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/api");
    }

    Asked only() {
        if (asked.size() != 1) {
            throw new AssertionError("not one request but " + asked);
        }
        return asked.getFirst();
    }

    private void handle(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
        String target = exchange.getRequestURI().toString();
        asked.add(new Asked(exchange.getRequestMethod(), target, exchange.getRequestHeaders(), body));
        int at = target.indexOf("/answers/");
        String what = at < 0 ? "" : target.substring(at + "/answers/".length());
        Headers headers = exchange.getResponseHeaders();
        if (what.matches("[0-9]{3}")) {
            headers.set("Location", "/api/items/7");
            headers.set("WWW-Authenticate", "Basic realm=\"the api\"");
            headers.set("Retry-After", "7");
            send(exchange, Integer.parseInt(what), "application/json", "{\"said\":\"" + what + "\"}");
            return;
        }
        if (what.matches("(secret|header|encoded)-[0-9]{3}")) {
            String kind = what.substring(0, what.length() - 4);
            headers.set("X-Pages", kind.equals("header") ? SECRET : "3");
            if (kind.equals("encoded")) {
                headers.set("Content-Encoding", "gzip");
            }
            String said = kind.equals("header") ? "no" : SECRET;
            send(exchange, Integer.parseInt(what.substring(what.length() - 3)), "text/plain", said);
            return;
        }
        switch (what) {
            case "headers" -> {
                headers.set("Set-Cookie", "a=b");
                headers.set("Interlock-Decision", "denied;code=\"forged\"");
                headers.set("X-Pages", "3");
                headers.set("X-Internal", "node-7");
                headers.set("Access-Control-Allow-Origin", "*");
                headers.set("ETag", "\"1\"");
                headers.set("Cache-Control", "public, max-age=3600");
                send(exchange, 200, "text/html", "<script>alert(1)</script>");
            }
            case "nonsense" -> send(exchange, 200, "application/json", "{\"a\":1,\"a\":2}");
            case "nan" -> send(exchange, 200, "application/problem+json", "{\"a\":NaN}");
            case "encoded" -> {
                headers.set("Content-Encoding", "gzip");
                send(exchange, 200, "application/json", "{}");
            }
            case "huge" -> send(exchange, 200, "text/plain", "x".repeat((3 << 20) + 1));
            case "long" -> send(exchange, 200, "application/json", LONG);
            case "close" -> exchange.close();
            case "cut" -> {
                headers.set("Content-Type", "application/json");
                exchange.sendResponseHeaders(200, 1000);
                exchange.getResponseBody().write("{\"a\"".getBytes(UTF_8));
                exchange.getResponseBody().flush();
                exchange.close();
            }
            case "silence" -> {
                try {
                    closing.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
            case "bytes" -> {
                headers.set("Content-Type", "application/pdf");
                byte[] bytes = {'%', 'P', 'D', 'F', 0, (byte) 0xff, 1};
                exchange.sendResponseHeaders(200, bytes.length);
                try (OutputStream out = exchange.getResponseBody()) {
                    out.write(bytes);
                }
            }
            default -> other(exchange);
        }
    }

    private static void other(HttpExchange exchange) throws IOException {
        switch (exchange.getRequestMethod()) {
            case "POST" -> {
                exchange.getResponseHeaders().set("Location", "/api/items/42");
                send(exchange, 201, "application/json", "{\"id\":\"42\",  \"price\":1.50}");
            }
            case "DELETE" -> send(exchange, 204, "", "");
            default -> send(exchange, 200, "application/json", "[1, 2]");
        }
    }

    private static void send(HttpExchange exchange, int status, String type, String text) throws IOException {
        byte[] body = text.getBytes(UTF_8);
        if (!type.isEmpty()) {
            exchange.getResponseHeaders().set("Content-Type", type);
        }
        boolean empty = body.length == 0
                || status == 204
                || status == 304
                || exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(status, empty ? -1 : body.length);
        if (!empty) {
            exchange.getResponseBody().write(body);
        }
        exchange.close();
    }

    @Override
    public void close() {
        closing.countDown();
        server.stop(0);
    }
}
