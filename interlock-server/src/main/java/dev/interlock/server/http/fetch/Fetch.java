package dev.interlock.server.http.fetch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.json.Json;
import dev.interlock.server.json.JsonLimits;
import dev.interlock.server.json.JsonReader;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;

/**
 * The client fetches small JSON documents, each within one bound of time for the whole answer and one of size.
 * Redirects are not followed: an address says whom to trust, and the server there must not be able to name another one.
 * Thread-safe.
 */
public final class Fetch implements AutoCloseable {

    /** The largest document that is read, in bytes: metadata and sets of keys are far smaller. */
    public static final int MAX_BYTES = 1 << 20;

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    private final HttpClient client;
    private final Duration timeout;
    private final int maxBytes;
    private final JsonReader reader;

    /** Makes a client with the certificates that the platform trusts, ten seconds and {@link #MAX_BYTES}. */
    public Fetch() {
        this(PATIENCE, MAX_BYTES, Optional.empty());
    }

    /** Makes such a client of a server with a certificate of others. */
    public Fetch(Optional<SSLContext> tls) {
        this(PATIENCE, MAX_BYTES, tls);
    }

    /**
     * Makes a client with bounds of its own.
     *
     * @param timeout longest time for an answer as a whole
     * @param tls whom to trust; empty: whom the platform does
     */
    public Fetch(Duration timeout, int maxBytes, Optional<SSLContext> tls) {
        HttpClient.Builder builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(timeout);
        tls.ifPresent(builder::sslContext);
        this.client = builder.build();
        this.timeout = timeout;
        this.maxBytes = maxBytes;
        this.reader = new JsonReader(new JsonLimits(maxBytes, maxBytes, 32, 400, 50_000, JsonLimits.Surrogates.REFUSE));
    }

    /**
     * Returns why nothing is fetched from this address. The document decides whom to believe, so it comes over TLS;
     * only on the loopback interface is plain HTTP good enough.
     */
    public static Optional<String> objection(URI address) {
        String scheme = address.getScheme();
        String host = address.getHost();
        if (host == null || scheme == null || !address.isAbsolute()) {
            return Optional.of("it is not an absolute address with a host");
        }
        if (address.getRawUserInfo() != null || address.getRawFragment() != null) {
            return Optional.of("it contains a user or a fragment");
        }
        boolean secure = scheme.equalsIgnoreCase("https");
        boolean near = scheme.equalsIgnoreCase("http") && LOOPBACK.contains(host);
        return secure || near ? Optional.empty() : Optional.of("it is not `https`");
    }

    public Fetched get(URI address) throws InterruptedException {
        return send(address, HttpRequest.newBuilder());
    }

    /** Posts a form, as OAuth does. */
    public Fetched post(URI address, SortedMap<String, String> form) throws InterruptedException {
        String body = form.entrySet().stream()
                .map((Map.Entry<String, String> field) -> encoded(field.getKey()) + "=" + encoded(field.getValue()))
                .collect(Collectors.joining("&"));
        return send(
                address,
                HttpRequest.newBuilder()
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private Fetched send(URI address, HttpRequest.Builder request) throws InterruptedException {
        Optional<String> objection = objection(address);
        if (objection.isPresent()) {
            return new Fetched.Failed("is not used because of its address: " + objection.get());
        }
        HttpRequest built = request.uri(address)
                .timeout(timeout)
                .header("Accept", "application/json")
                .build();
        // a client's own timeout ends with the head of the answer
        CompletableFuture<HttpResponse<byte[]>> answer =
                client.sendAsync(built, BodyHandlers.limiting(BodyHandlers.ofByteArray(), maxBytes));
        try {
            return read(answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            return new Fetched.Failed(late());
        } catch (ExecutionException e) {
            return new Fetched.Failed(why(e));
        } finally {
            answer.cancel(true);
        }
    }

    private String late() {
        return "does not answer within " + timeout.toMillis() / 1000.0 + " s";
    }

    private String why(ExecutionException failure) {
        for (Throwable at = failure; at != null; at = at.getCause()) {
            switch (at) {
                case HttpTimeoutException timeout -> {
                    return late();
                }
                case SSLException tls -> {
                    return "has an untrusted certificate or does not use TLS";
                }
                case IOException tooLarge
                when String.valueOf(tooLarge.getMessage()).contains("capacity") -> {
                    return "sends more than " + maxBytes + " bytes";
                }
                default -> {}
            }
        }
        return "cannot be reached";
    }

    private Fetched read(HttpResponse<byte[]> response) {
        int status = response.statusCode();
        if (status >= 300 && status < 400) {
            return new Fetched.Failed("answers with a redirect, which is not followed");
        }
        if (response.body().length == 0) {
            return new Fetched.Answer(status, Json.object());
        }
        return switch (reader.read(response.body())) {
            case JsonReader.Outcome.Value(ObjectNode object) -> new Fetched.Answer(status, object);
            case JsonReader.Outcome.Value other -> new Fetched.Failed("answers with JSON that is not an object");
            case JsonReader.Outcome.Refused refused ->
                new Fetched.Failed(
                        status == 200 ? "does not answer with acceptable JSON" : "answers with status " + status);
        };
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
