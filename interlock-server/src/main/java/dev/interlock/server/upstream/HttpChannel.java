package dev.interlock.server.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.mcp.wire.Json;
import dev.interlock.server.mcp.wire.Message;
import dev.interlock.server.mcp.wire.MessageReader;
import dev.interlock.server.mcp.wire.Names;
import dev.interlock.server.mcp.wire.Revision;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import javax.net.ssl.SSLHandshakeException;

/**
 * Streamable HTTP: each message is a POST, its answer one JSON object or a stream of events. Redirects are not followed:
 * a credential goes to the address that was configured, or nowhere.
 */
final class HttpChannel implements Channel {
    private static final System.Logger LOG = System.getLogger(HttpChannel.class.getName());
    private static final int MAX_STREAMS = 100;

    private final HttpSettings settings;
    private final HttpClient http;
    private final MessageReader reader;
    private final ExecutorService exchanges = Executors.newVirtualThreadPerTaskExecutor();

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
    public void listen(Listener outside) {
        // Nothing arrives outside an answer.
    }

    @Override
    public Reply request(Message.Request request, Framing framing, Patience patience, Listener listener) {
        PostBody body = new PostBody(Json.bytes(request.raw()));
        HttpRequest post;
        try {
            post = post(body, framing);
        } catch (IllegalArgumentException e) {
            return new Reply.NotSent("a header cannot be sent: " + e.getMessage());
        }
        var exchange = new Exchange(() -> exchange(post, body, request, framing, patience, listener));
        Optional<Patience.GivenUp> over = patience.await(exchange.reply);
        if (over.isEmpty()) {
            return exchange.reply.join();
        }
        boolean unsent = body.withdraw();
        // Closes the stream of the answer, which is what tells a server of the modern era.
        exchange.abort();
        if (unsent) {
            return new Reply.NotSent(over.get().why() + "; it was not sent");
        }
        if (!isModern(framing) && !request.method().equals(Names.INITIALIZE)) {
            tell(cancelled(request.id(), over.get().why()), framing);
        }
        return new Reply.Lost(over.get().why(), Cause.ABANDONED);
    }

    /** Runs on a thread of its own, so that whoever waits for it can stop waiting. */
    private final class Exchange {
        private final CompletableFuture<Reply> reply = new CompletableFuture<>();
        private Optional<Future<?>> running = Optional.empty();

        Exchange(Supplier<Reply> work) {
            try {
                running = Optional.of(exchanges.submit(() -> {
                    try {
                        reply.complete(work.get());
                    } catch (RuntimeException | Error e) {
                        reply.complete(new Reply.Lost("the exchange failed: " + e));
                    }
                }));
            } catch (RejectedExecutionException e) {
                reply.complete(new Reply.NotSent("the connection to the server is closed"));
            }
        }

        void abort() {
            running.ifPresent(future -> future.cancel(true));
        }
    }

    @Override
    public Reply hear(Framing framing, SsePosition position, Patience patience, Runnable opened, Listener listener) {
        HttpRequest get = stream(position.id(), framing);
        var exchange = new Exchange(() -> heard(get, framing, position, patience, opened, listener));
        Optional<Patience.GivenUp> over = patience.await(exchange.reply);
        if (over.isEmpty()) {
            return exchange.reply.join();
        }
        exchange.abort();
        return new Reply.Lost(over.get().why(), Cause.ABANDONED);
    }

    private Reply heard(
            HttpRequest get,
            Framing framing,
            SsePosition position,
            Patience patience,
            Runnable opened,
            Listener listener) {
        try {
            HttpResponse<InputStream> response = http.send(get, HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream body = response.body()) {
                String type = response.headers().firstValue("Content-Type").orElse("");
                if (response.statusCode() != 200 || !type.startsWith("text/event-stream")) {
                    return new Reply.Rejected(response.statusCode(), "the server offers no stream");
                }
                opened.run();
                return new HttpEvents(reader, position, patience, listener, answer -> tell(answer, framing))
                        .read(body, given -> new Reply.Lost("an answer to nothing"))
                        .orElse(new Reply.Lost("the stream ended"));
            }
        } catch (IOException e) {
            return new Reply.Lost("the stream of " + authority() + " broke: " + reason(e));
        } catch (InterruptedException e) {
            return new Reply.Lost("interrupted", Cause.ABANDONED);
        }
    }

    static ObjectNode cancelled(JsonNode id, String why) {
        ObjectNode params = Json.object();
        params.set("requestId", id);
        return Message.notification(Names.CANCELLED, params.put("reason", why));
    }

    private static boolean isModern(Framing framing) {
        return framing.version()
                .filter(version -> version.equals(Revision.modern().label()))
                .isPresent();
    }

    @Override
    public void tell(ObjectNode message, Framing framing) {
        try {
            HttpRequest post = post(HttpRequest.BodyPublishers.ofByteArray(Json.bytes(message)), framing);
            CompletableFuture<?> unused = http.sendAsync(post, HttpResponse.BodyHandlers.discarding())
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

    private HttpRequest post(HttpRequest.BodyPublisher body, Framing framing) {
        HttpRequest.Builder post = to(framing).POST(body);
        post.setHeader("Content-Type", "application/json");
        post.setHeader("Accept", "application/json, text/event-stream");
        framing.mirrored().forEach(post::setHeader);
        return post.build();
    }

    private HttpRequest.Builder to(Framing framing) {
        HttpRequest.Builder request = HttpRequest.newBuilder(settings.endpoint());
        settings.headers().get().forEach(request::setHeader);
        framing.version().ifPresent(version -> request.setHeader(Names.HEADER_VERSION, version));
        framing.session().ifPresent(session -> request.setHeader(Names.HEADER_SESSION, session));
        return request;
    }

    private Reply exchange(
            HttpRequest post,
            PostBody body,
            Message.Request request,
            Framing framing,
            Patience patience,
            Listener listener) {
        HttpResponse<InputStream> response;
        try {
            response = http.send(post, HttpResponse.BodyHandlers.ofInputStream());
        } catch (ConnectException | HttpConnectTimeoutException | SSLHandshakeException e) {
            return new Reply.NotSent("cannot connect to " + authority() + ": " + reason(e), true);
        } catch (IOException e) {
            String why = "the connection to " + authority() + " broke: " + reason(e);
            return body.withdraw() ? new Reply.NotSent(why, true) : new Reply.Lost(why, Cause.BROKEN);
        } catch (InterruptedException e) {
            return new Reply.Lost("interrupted", Cause.ABANDONED);
        }
        Optional<String> session = response.headers().firstValue(Names.HEADER_SESSION);
        Framing back = new Framing(framing.version(), session.or(framing::session), Map.of(), framing.generation());
        var answer = new HttpAnswer(reader, request.id(), patience, listener, told -> tell(told, back));
        return answer(answer, response, back);
    }

    /** Reads the answer, from as many streams as it takes: a server of the legacy era may end one before, and go on in another. */
    private Reply answer(HttpAnswer answer, HttpResponse<InputStream> first, Framing framing) {
        HttpResponse<InputStream> response = first;
        String ending = "the stream of events ended without the answer";
        for (int i = 0; i < MAX_STREAMS; i++) {
            try (InputStream text = response.body()) {
                Optional<Reply> reply = answer.read(response, text);
                if (reply.isPresent()) {
                    return reply.get();
                }
            } catch (IOException e) {
                ending = "the answer of " + authority() + " broke off: " + reason(e);
            }
            Optional<String> event = answer.position().id();
            if (event.isEmpty() || isModern(framing)) {
                break;
            }
            try {
                Thread.sleep(answer.position().retry());
                response = http.send(stream(event, framing), HttpResponse.BodyHandlers.ofInputStream());
                if (response.statusCode() != 200) {
                    response.body().close();
                    ending = "the stream of events cannot be resumed: http " + response.statusCode();
                    break;
                }
            } catch (IOException e) {
                ending = "the stream of events cannot be resumed: " + reason(e);
                break;
            } catch (InterruptedException e) {
                return new Reply.Lost("interrupted", Cause.ABANDONED);
            }
        }
        return new Reply.Lost(ending, Cause.BROKEN);
    }

    private HttpRequest stream(Optional<String> after, Framing framing) {
        HttpRequest.Builder get = to(framing).GET().setHeader("Accept", "text/event-stream");
        after.ifPresent(event -> get.setHeader(Names.HEADER_LAST_EVENT, event));
        return get.build();
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
            HttpRequest delete =
                    to(framing).DELETE().timeout(Duration.ofSeconds(2)).build();
            http.send(delete, HttpResponse.BodyHandlers.discarding());
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
