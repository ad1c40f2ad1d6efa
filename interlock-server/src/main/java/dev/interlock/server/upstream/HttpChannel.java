package dev.interlock.server.upstream;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.mcp.wire.Json;
import dev.interlock.server.mcp.wire.Message;
import dev.interlock.server.mcp.wire.MessageReader;
import dev.interlock.server.mcp.wire.Names;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import javax.net.ssl.SSLHandshakeException;

/**
 * Streamable HTTP: each message is a POST, its answer one JSON object or a stream of events. Redirects are not followed:
 * a credential goes to the address that was configured, or nowhere.
 */
final class HttpChannel implements Channel {
    private static final System.Logger LOG = System.getLogger(HttpChannel.class.getName());

    private final HttpSettings settings;
    private final HttpClient http;
    private final MessageReader reader;
    private final ExecutorService exchanges = Executors.newVirtualThreadPerTaskExecutor();
    private volatile Consumer<Message.Notification> listener = notification -> {};

    HttpChannel(HttpSettings settings, Timing timing) {
        this.settings = settings;
        this.reader = new MessageReader(settings.limits());
        // HTTP/1.1, and POST: the JDK's client repeats neither by itself, which the invariant of CallOutcome rests on.
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(timing.connect())
                .executor(exchanges)
                .build();
    }

    @Override
    public long connect() {
        return 0;
    }

    @Override
    public Kind kind() {
        return Kind.HTTP;
    }

    @Override
    public void onNotification(Consumer<Message.Notification> consumer) {
        this.listener = consumer;
    }

    @Override
    public Reply request(Message.Request request, Framing framing, Duration timeout) {
        HttpRequest post;
        try {
            post = post(request.raw(), framing);
        } catch (IllegalArgumentException e) {
            return new Reply.NotSent("a header cannot be sent: " + e.getMessage());
        }
        Future<Reply> exchange;
        try {
            exchange = exchanges.submit(() -> exchange(post, request, framing));
        } catch (RejectedExecutionException e) {
            return new Reply.NotSent("the connection to the server is closed");
        }
        try {
            return exchange.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            exchange.cancel(true);
            return new Reply.Lost("no answer within " + timeout.toMillis() + " ms");
        } catch (InterruptedException e) {
            exchange.cancel(true);
            Thread.currentThread().interrupt();
            return new Reply.Lost("interrupted while waiting for the answer");
        } catch (ExecutionException e) {
            return new Reply.Lost("the exchange failed: " + e.getCause());
        }
    }

    @Override
    public void tell(ObjectNode message, Framing framing) {
        try {
            CompletableFuture<?> unused = http.sendAsync(post(message, framing), HttpResponse.BodyHandlers.discarding())
                    .whenComplete((response, failure) -> {
                        if (failure != null) {
                            LOG.log(System.Logger.Level.DEBUG, "could not tell the server", failure);
                        }
                    });
        } catch (IllegalArgumentException | RejectedExecutionException e) {
            // Nobody waits for it.
            LOG.log(System.Logger.Level.DEBUG, "could not tell the server", e);
        }
    }

    private HttpRequest post(ObjectNode message, Framing framing) {
        HttpRequest.Builder post = HttpRequest.newBuilder(settings.endpoint())
                .POST(HttpRequest.BodyPublishers.ofByteArray(Json.bytes(message)));
        settings.headers().get().forEach(post::setHeader);
        post.setHeader("Content-Type", "application/json");
        post.setHeader("Accept", "application/json, text/event-stream");
        framing.version().ifPresent(version -> post.setHeader(Names.HEADER_VERSION, version));
        framing.session().ifPresent(session -> post.setHeader(Names.HEADER_SESSION, session));
        framing.mirrored().forEach(post::setHeader);
        return post.build();
    }

    private Reply exchange(HttpRequest post, Message.Request request, Framing framing) {
        HttpResponse<InputStream> response;
        try {
            response = http.send(post, HttpResponse.BodyHandlers.ofInputStream());
        } catch (ConnectException | HttpConnectTimeoutException | SSLHandshakeException e) {
            return new Reply.NotSent("cannot connect to " + authority() + ": " + reason(e));
        } catch (IOException e) {
            return new Reply.Lost("the connection to " + authority() + " broke: " + reason(e));
        } catch (InterruptedException e) {
            return new Reply.Lost("interrupted");
        }
        try (InputStream body = response.body()) {
            return read(response, body, request, framing);
        } catch (IOException e) {
            return new Reply.Lost("the answer of " + authority() + " broke off: " + reason(e));
        }
    }

    private Reply read(HttpResponse<InputStream> response, InputStream body, Message.Request request, Framing framing)
            throws IOException {
        int status = response.statusCode();
        String type = response.headers().firstValue("Content-Type").orElse("").toLowerCase(Locale.ROOT);
        Optional<String> session = response.headers().firstValue(Names.HEADER_SESSION);
        if (status == 200 && type.startsWith("text/event-stream")) {
            return stream(new BufferedInputStream(body), session, request, framing);
        }
        if (type.startsWith("application/json") && status != 202) {
            byte[] text = body.readNBytes(settings.limits().maxBytes() + 1);
            Optional<Reply> answer = answer(text, session, request, status);
            if (answer.isPresent()) {
                return answer.get();
            }
        }
        return byStatus(status);
    }

    /** A JSON body that answers this request; or what is wrong with it, where the status says that it should have. */
    private Optional<Reply> answer(byte[] text, Optional<String> session, Message.Request request, int status) {
        boolean success = status / 100 == 2;
        return switch (reader.read(text)) {
            case MessageReader.Outcome.Refused refused ->
                success
                        ? Optional.of(new Reply.Lost(
                                "a nonsense answer: " + refused.error().message()))
                        : Optional.empty();
            case MessageReader.Outcome.Read(Message.Response given) -> {
                boolean failed = given.answer() instanceof Message.Answer.Failed;
                boolean mine = given.id().map(request.id()::equals).orElse(failed && !success);
                // An error status belies a result; believing it would call a failed call done.
                boolean credible = success || (failed && status / 100 == 4);
                yield mine && credible
                        ? Optional.of(new Reply.Answered(given, status, session))
                        : success
                                ? Optional.of(new Reply.Lost("the answer belongs to another request"))
                                : Optional.empty();
            }
            case MessageReader.Outcome.Read(Message.Request ignored) -> Optional.of(notAnAnswer());
            case MessageReader.Outcome.Read(Message.Notification ignored) -> Optional.of(notAnAnswer());
        };
    }

    private static Reply notAnAnswer() {
        return new Reply.Lost("the answer is no json-rpc response");
    }

    private Reply stream(InputStream body, Optional<String> session, Message.Request request, Framing framing)
            throws IOException {
        SseReader events = new SseReader(body, settings.limits().maxBytes());
        Framing back = new Framing(framing.version(), session.or(framing::session), Map.of(), framing.generation());
        for (Optional<byte[]> event = events.next(); event.isPresent(); event = events.next()) {
            switch (reader.read(event.get())) {
                case MessageReader.Outcome.Refused refused -> {
                    return new Reply.Lost("a nonsense event: " + refused.error().message());
                }
                case MessageReader.Outcome.Read(Message.Response given) -> {
                    return given.id().filter(request.id()::equals).isPresent()
                            ? new Reply.Answered(given, 200, session)
                            : new Reply.Lost("the answer belongs to another request");
                }
                case MessageReader.Outcome.Read(Message.Request asked) -> tell(ServerRequests.answer(asked), back);
                case MessageReader.Outcome.Read(Message.Notification told) -> listener.accept(told);
            }
        }
        return new Reply.Lost("the stream of events ended without the answer");
    }

    private static Reply byStatus(int status) {
        return turnsAway(status)
                ? new Reply.Rejected(status, "the server refused with http " + status)
                : new Reply.Lost("the server answered with http " + status);
    }

    /**
     * Whether a status alone says that the request was not processed. 408, 409, 5xx and most redirects may come after the
     * work was done; of the redirects only 307 and 308 ask for the same request elsewhere, and are not followed.
     */
    static boolean turnsAway(int status) {
        return switch (status) {
            case 307, 308 -> true;
            case 400, 401, 403, 404, 405, 406, 411, 413, 414, 415, 417, 421, 422, 426, 429, 431 -> true;
            default -> false;
        };
    }

    private String authority() {
        return settings.endpoint().getAuthority();
    }

    private static String reason(IOException e) {
        String message = e.getMessage();
        return message == null ? e.getClass().getSimpleName() : message;
    }

    @Override
    public void farewell(Framing framing) {
        try {
            HttpRequest.Builder delete =
                    HttpRequest.newBuilder(settings.endpoint()).DELETE().timeout(Duration.ofSeconds(2));
            settings.headers().get().forEach(delete::setHeader);
            framing.version().ifPresent(version -> delete.setHeader(Names.HEADER_VERSION, version));
            framing.session().ifPresent(session -> delete.setHeader(Names.HEADER_SESSION, session));
            http.send(delete.build(), HttpResponse.BodyHandlers.discarding());
        } catch (IOException | IllegalArgumentException e) {
            LOG.log(System.Logger.Level.DEBUG, "could not end the session", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        exchanges.shutdownNow();
        http.shutdownNow();
    }
}
