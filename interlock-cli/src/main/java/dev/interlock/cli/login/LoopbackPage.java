package dev.interlock.cli.login;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;

/**
 * The page on this machine that a browser comes back to (RFC 8252, section 7.3), on a port of the system's choice. Whatever does
 * not belong to this login is turned away and changes nothing: any page can send a browser here.
 */
final class LoopbackPage implements AutoCloseable {

    private static final String PATH = "/callback";
    private static final String HOST = "127.0.0.1";

    private final HttpServer server;
    private final Predicate<Map<String, String>> ours;
    private final CompletableFuture<Map<String, String>> answer = new CompletableFuture<>();

    private LoopbackPage(HttpServer server, Predicate<Map<String, String>> ours) {
        this.server = server;
        this.ours = ours;
    }

    /** @param ours whether these parameters belong to this login */
    static LoopbackPage open(Predicate<Map<String, String>> ours) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getByName(HOST), 0), 0);
        var page = new LoopbackPage(server, ours);
        server.createContext("/", page::handle);
        server.start();
        return page;
    }

    /** The address to which the issuer sends the browser. */
    URI address() {
        return URI.create("http://" + HOST + ":" + server.getAddress().getPort() + PATH);
    }

    /** The parameters that the issuer sent, unless nobody comes in time. */
    Optional<Map<String, String>> await(Duration patience) throws InterruptedException {
        try {
            return Optional.of(answer.get(patience.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            return Optional.empty();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            URI asked = exchange.getRequestURI();
            boolean here = exchange.getRequestMethod().equals("GET")
                    && PATH.equals(asked.getRawPath())
                    && address()
                            .getRawAuthority()
                            .equals(exchange.getRequestHeaders().getFirst("Host"));
            Optional<Map<String, String>> parameters =
                    here ? parameters(asked.getRawQuery()).filter(ours) : Optional.empty();
            if (parameters.isEmpty()) {
                say(exchange, 400, "This is not the login that the terminal is waiting for.");
                return;
            }
            say(exchange, 200, "Thank you. Return to your terminal; you can close this page.");
            answer.complete(parameters.get());
        }
    }

    private static void say(HttpExchange exchange, int status, String text) throws IOException {
        byte[] page = ("<!doctype html><meta charset=utf-8><title>Interlock</title><p>" + text + "\n")
                .getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "text/html; charset=utf-8");
        exchange.getResponseHeaders().set("Content-Security-Policy", "default-src 'none'");
        exchange.getResponseHeaders().set("Referrer-Policy", "no-referrer"); // the address has the code in it
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        exchange.sendResponseHeaders(status, page.length);
        exchange.getResponseBody().write(page);
    }

    /** Reads the parameters of a query, each of which occurs once: of two values of one parameter nobody can say which counts. */
    private static Optional<Map<String, String>> parameters(String query) {
        Map<String, String> found = new HashMap<>();
        for (String field : (query == null ? "" : query).split("&", -1)) {
            int equals = field.indexOf('=');
            if (equals < 0) {
                continue;
            }
            try {
                String name = URLDecoder.decode(field.substring(0, equals), StandardCharsets.UTF_8);
                String value = URLDecoder.decode(field.substring(equals + 1), StandardCharsets.UTF_8);
                if (found.put(name, value) != null) {
                    return Optional.empty();
                }
            } catch (IllegalArgumentException e) {
                return Optional.empty();
            }
        }
        return Optional.of(found);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
