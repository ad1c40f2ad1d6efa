package dev.interlock.server.upstream.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.http.client.Answer;
import dev.interlock.server.http.client.CannotConnectException;
import dev.interlock.server.http.client.Origin;
import dev.interlock.server.http.client.Outgoing;
import dev.interlock.server.json.CanonicalForm;
import dev.interlock.server.mcp.Message;
import dev.interlock.server.mcp.MessageReader;
import dev.interlock.server.mcp.Names;
import dev.interlock.server.mcp.Revision;
import dev.interlock.server.upstream.CallDeadline;
import dev.interlock.server.upstream.Channel;
import dev.interlock.server.upstream.SsePosition;
import dev.interlock.server.upstream.Timing;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Streamable HTTP: each message is a POST, its answer one JSON object or a stream of events. Redirects are not followed:
 * a credential goes to the address that was configured, or nowhere.
 */
public final class HttpChannel implements Channel {
    private static final System.Logger LOG = System.getLogger(HttpChannel.class.getName());
    private static final int MAX_STREAMS = 100;
    /**
     * The largest number of messages under way to the server: beyond it notifications are left out, and answers wait.
     */
    public static final int MAX_TELLING = 64;

    /** Answers that wait; a server that asks more without listening is not told the rest. */
    private static final int MAX_WAITING = 256;

    private static final Duration FAREWELL = Duration.ofSeconds(2);

    private final HttpSettings settings;
    private final Timing timing;
    private final Origin origin;
    private final MessageReader reader;
    private final Semaphore places = new Semaphore(MAX_TELLING);
    private final Semaphore waiting = new Semaphore(MAX_WAITING);
    /** The threads of what nobody waits for. */
    private final ExecutorService exchanges = Executors.newVirtualThreadPerTaskExecutor();

    private volatile boolean closed;

    public HttpChannel(HttpSettings settings, Timing timing) {
        this.settings = settings;
        this.timing = timing;
        this.reader = new MessageReader(settings.limits());
        this.origin = settings.tls()
                .map(tls -> new Origin(settings.endpoint(), timing.connect(), tls))
                .orElseGet(() -> new Origin(settings.endpoint(), timing.connect()));
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
    public Reply request(Message.Request request, Framing framing, CallDeadline deadline, Listener listener) {
        if (closed) {
            return new Reply.NotSent("the connection to the server is closed");
        }
        Outgoing post;
        try {
            post = post(request.raw(), framing);
        } catch (IllegalArgumentException e) {
            return new Reply.NotSent("a header cannot be sent: " + e.getMessage());
        }
        var sending = new Sending(origin);
        Reply reply;
        Optional<CallDeadline.GivenUp> over;
        try (CallDeadline.Guard guard = deadline.guard(sending::abandon)) {
            reply = exchange(post, sending, request, framing, deadline, listener);
            over = guard.over();
        }
        if (over.isEmpty() || reply instanceof Reply.Answered) {
            return reply;
        }
        if (post.withdraw()) {
            return new Reply.NotSent(over.get().why() + "; it was not sent");
        }
        // The stream of the answer is closed, which is what tells a server of the modern era.
        if (!isModern(framing) && !request.method().equals(Names.INITIALIZE)) {
            tell(Message.cancelled(request.id(), over.get().why()), framing);
        }
        return new Reply.Lost(over.get().why(), Cause.ABANDONED);
    }

    @Override
    public Reply hear(
            Framing framing, SsePosition position, CallDeadline deadline, Runnable opened, Listener listener) {
        var sending = new Sending(origin);
        try (CallDeadline.Guard guard = deadline.guard(sending::abandon)) {
            Reply reply = heard(stream(position.id(), framing), sending, framing, position, deadline, opened, listener);
            return guard.over()
                    .<Reply>map(over -> new Reply.Lost(over.why(), Cause.ABANDONED))
                    .orElse(reply);
        }
    }

    private Reply heard(
            Outgoing get,
            Sending sending,
            Framing framing,
            SsePosition position,
            CallDeadline deadline,
            Runnable opened,
            Listener listener) {
        try (Answer response = sending.send(get)) {
            String type = response.header("Content-Type").orElse("");
            if (response.status() != 200 || !type.startsWith("text/event-stream")) {
                return new Reply.Rejected(response.status(), "the server offers no stream", Set.of());
            }
            opened.run();
            return new HttpEvents(reader, position, deadline, listener, answer -> reply(answer, framing))
                    .read(response.body(), unasked -> new Reply.Lost("an answer to nothing"))
                    .orElse(new Reply.Lost("the stream ended"));
        } catch (IOException e) {
            return new Reply.Lost("the event stream from " + authority() + " was cut off: " + reason(e));
        }
    }

    private static boolean isModern(Framing framing) {
        return framing.version()
                .filter(version -> version.equals(Revision.modern().label()))
                .isPresent();
    }

    @Override
    public void tell(ObjectNode message, Framing framing) {
        CompletableFuture<?> unused = telling(message, framing);
    }

    @Override
    public void tellFirst(ObjectNode message, Framing framing, Duration atMost) {
        try (CallDeadline deadline = CallDeadline.of(atMost)) {
            Optional<CallDeadline.GivenUp> unused = deadline.await(telling(message, framing));
        }
    }

    /** Tells the server; done when it has the message, or does not get it. */
    private CompletableFuture<?> telling(ObjectNode message, Framing framing) {
        if (!places.tryAcquire()) {
            untold();
            return CompletableFuture.completedFuture(null);
        }
        return placed(message, framing);
    }

    /**
     * Sends an answer. The server waits for it, and perhaps with it a request of ours: so it waits for a place while much is told, on
     * a thread of its own, as whoever reads what the server says must not wait for the server to listen.
     */
    private void reply(ObjectNode message, Framing framing) {
        if (places.tryAcquire()) {
            CompletableFuture<?> unused = placed(message, framing);
        } else if (waiting.tryAcquire()) {
            later(message, framing);
        } else {
            untold();
        }
    }

    private void later(ObjectNode message, Framing framing) {
        try {
            exchanges.execute(() -> {
                try {
                    if (places.tryAcquire(timing.call().toMillis(), TimeUnit.MILLISECONDS)) {
                        CompletableFuture<?> unused = placed(message, framing);
                    } else {
                        untold();
                    }
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                } finally {
                    waiting.release();
                }
            });
        } catch (RejectedExecutionException e) {
            waiting.release();
            untold();
        }
    }

    private void untold() {
        LOG.log(System.Logger.Level.DEBUG, "{0} does not accept messages; one was dropped", authority());
    }

    /** Sends it, and gives its place back. */
    private CompletableFuture<?> placed(ObjectNode message, Framing framing) {
        try {
            return inTime(post(message, framing), timing.call()).whenComplete((nothing, failure) -> places.release());
        } catch (IllegalArgumentException | RejectedExecutionException e) {
            places.release();
            LOG.log(System.Logger.Level.DEBUG, "could not notify the server", e);
            return CompletableFuture.completedFuture(null);
        }
    }

    /** Sends what nobody waits for, and does not wait for an answer longer than that. */
    private CompletableFuture<?> inTime(Outgoing request, Duration limit) {
        var done = new CompletableFuture<@Nullable Void>();
        Future<?> exchange = exchanges.submit(() -> {
            try (Answer heard = origin.send(request)) {
                LOG.log(System.Logger.Level.TRACE, "notified the server: HTTP {0}", heard.status());
            } catch (IOException e) {
                LOG.log(System.Logger.Level.DEBUG, "could not notify the server", e);
            } finally {
                done.complete(null);
            }
        });
        CompletableFuture<?> unused = done.copy()
                .orTimeout(limit.toMillis(), TimeUnit.MILLISECONDS)
                .whenComplete((nothing, late) -> {
                    if (late != null) {
                        exchange.cancel(true);
                        done.complete(null);
                    }
                });
        return done;
    }

    private Outgoing post(ObjectNode message, Framing framing) {
        Outgoing post = framed(Outgoing.post(settings.endpoint(), CanonicalForm.bytes(message)), framing)
                .header("Content-Type", "application/json")
                .header("Accept", "application/json, text/event-stream");
        framing.mirrored().forEach(post::header);
        return post;
    }

    private Outgoing framed(Outgoing request, Framing framing) {
        settings.headers().get().forEach(request::header);
        framing.version().ifPresent(version -> request.header(Names.HEADER_VERSION, version));
        framing.session().ifPresent(session -> request.header(Names.HEADER_SESSION, session));
        return request;
    }

    private Reply exchange(
            Outgoing post,
            Sending sending,
            Message.Request request,
            Framing framing,
            CallDeadline deadline,
            Listener listener) {
        Answer response;
        try {
            response = sending.send(post);
        } catch (CannotConnectException e) {
            return new Reply.NotSent("cannot connect to " + authority() + ": " + reason(e), true);
        } catch (IOException e) {
            String why = "the connection to " + authority() + " broke: " + reason(e);
            return post.withdraw() ? new Reply.NotSent(why, true) : lost(why);
        }
        Optional<String> session = response.header(Names.HEADER_SESSION);
        Framing back = new Framing(framing.version(), session.or(framing::session), Map.of(), framing.generation());
        var answer = new HttpAnswer(
                reader,
                request.id(),
                deadline,
                listener,
                told -> reply(told, back),
                framing.session().isPresent());
        return answer(answer, response, sending, deadline, back);
    }

    /** Reads the answer, from as many streams as it takes: a server of the legacy era may end one before, and go on in another. */
    private Reply answer(HttpAnswer answer, Answer first, Sending sending, CallDeadline deadline, Framing framing) {
        Answer response = first;
        String ending = "the event stream ended without the answer";
        for (int i = 0; i < MAX_STREAMS; i++) {
            try (Answer open = response) {
                Optional<Reply> reply = answer.read(open);
                if (reply.isPresent()) {
                    return reply.get();
                }
            } catch (IOException e) {
                ending = "the answer from " + authority() + " was cut off: " + reason(e);
            }
            Optional<String> event = answer.position().id();
            if (event.isEmpty() || isModern(framing)) {
                break;
            }
            if (deadline.pass(answer.position().retry()).isPresent()) {
                return lost(ending);
            }
            try {
                response = sending.send(stream(event, framing));
                if (response.status() != 200) {
                    response.close();
                    ending = "the event stream cannot be resumed: HTTP " + response.status();
                    break;
                }
            } catch (IOException e) {
                ending = "the event stream cannot be resumed: " + reason(e);
                break;
            }
        }
        return lost(ending);
    }

    /** An interrupt, which ends the connection, is ours; everything else is the server's or the network's. */
    private static Reply lost(String why) {
        return Thread.currentThread().isInterrupted()
                ? new Reply.Lost("interrupted", Cause.ABANDONED)
                : new Reply.Lost(why, Cause.BROKEN);
    }

    private Outgoing stream(Optional<String> after, Framing framing) {
        Outgoing get = framed(Outgoing.of("GET", settings.endpoint()), framing).header("Accept", "text/event-stream");
        after.ifPresent(event -> get.header(Names.HEADER_LAST_EVENT, event));
        return get;
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
            Outgoing delete = framed(Outgoing.of("DELETE", settings.endpoint()), framing);
            inTime(delete, FAREWELL).get();
        } catch (ExecutionException | CancellationException | IllegalArgumentException | RejectedExecutionException e) {
            LOG.log(System.Logger.Level.DEBUG, "could not end the session", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Requests under way are lost, later ones are not sent. */
    @Override
    public void close() {
        closed = true;
        exchanges.shutdownNow();
        origin.close();
    }
}
