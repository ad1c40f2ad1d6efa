package dev.interlock.server.door.mcp.stdio;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.door.DoorSettings;
import dev.interlock.server.door.RateLimiter;
import dev.interlock.server.door.mcp.legacy.Initialize;
import dev.interlock.server.door.mcp.legacy.LegacyMethods;
import dev.interlock.server.door.mcp.method.Listeners;
import dev.interlock.server.door.mcp.method.Methods;
import dev.interlock.server.door.mcp.method.Session;
import dev.interlock.server.door.mcp.modern.ModernEra;
import dev.interlock.server.door.mcp.modern.PendingRequests;
import dev.interlock.server.door.mcp.request.Content;
import dev.interlock.server.door.mcp.request.ResponseStream;
import dev.interlock.server.door.mcp.request.RpcResult;
import dev.interlock.server.door.mcp.request.SignedHandle;
import dev.interlock.server.door.mcp.request.UnderWay;
import dev.interlock.server.enforce.ToolGate;
import dev.interlock.server.http.server.RequestHeaders;
import dev.interlock.server.identity.AuthenticatedCaller;
import dev.interlock.server.json.Json;
import dev.interlock.server.mcp.ErrorCode;
import dev.interlock.server.mcp.LineReader;
import dev.interlock.server.mcp.Message;
import dev.interlock.server.mcp.MessageReader;
import dev.interlock.server.mcp.Names;
import dev.interlock.server.mcp.Revision;
import dev.interlock.server.mcp.RpcError;
import dev.interlock.server.upstream.Cancellation;
import dev.interlock.server.upstream.Upstream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The door for one client that started us as its server: a message a line on standard input and output, either era. Requests
 * are answered side by side, and in no particular order.
 */
public final class StdioDoor implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(StdioDoor.class.getName());

    /** Requests that are worked on at a time. */
    private static final int MOST_UNDER_WAY = 64;

    /** Requests that were read; what follows waits in the client's pipe. */
    private static final int MOST_READ = 4_096;

    /** Lines that wait for a client that does not read. */
    private static final int MOST_WAITING = 1_024;

    /** A client may take so long to read a message. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final Content LAST = new Content.Whole(new byte[0]);

    private final DoorSettings settings;
    private final ToolGate gate;
    private final AuthenticatedCaller caller;
    private final Upstream upstream;
    private final MessageReader reader;
    private final Listeners listeners;
    private final PendingRequests requests;
    private final ModernEra modern;
    private final LegacyMethods legacy;
    private final UnderWay underWay = new UnderWay();
    private final BlockingQueue<Content> waiting = new LinkedBlockingQueue<>(MOST_WAITING);
    private volatile @Nullable Session session;

    /** @param caller who the client is; whoever can start us is nobody else */
    public StdioDoor(DoorSettings settings, ToolGate gate, AuthenticatedCaller caller, Upstream upstream) {
        this.settings = settings;
        this.gate = gate;
        this.caller = caller;
        this.upstream = upstream;
        this.reader = new MessageReader(settings.limits());
        var random = new SecureRandom();
        SignedHandle handles = new SignedHandle(random);
        Methods methods = new Methods(gate, settings, handles);
        this.listeners = methods.listeners();
        this.requests = new PendingRequests(settings.waiting(), handles, InstantSource.system(), random);
        this.modern = new ModernEra(methods, requests);
        this.legacy = new LegacyMethods(methods, settings.waiting().timeout());
    }

    /**
     * Answers until the input ends and what was asked is answered.
     *
     * @throws IOException when the input breaks, or holds a line that is longer than a message may be
     */
    public void run(InputStream in, OutputStream out) throws IOException, InterruptedException {
        Thread writer = Thread.ofPlatform().name("stdio-out").daemon().start(() -> write(out));
        try {
            read(in);
        } finally {
            if (waiting.offer(LAST, PATIENCE.toNanos(), TimeUnit.NANOSECONDS)) {
                writer.join(PATIENCE);
            }
        }
    }

    /** Reads requests: the end is reached when all of them are answered. */
    private void read(InputStream in) throws IOException, InterruptedException {
        var read = new Semaphore(MOST_READ);
        var worked = new Semaphore(MOST_UNDER_WAY);
        try (ExecutorService requests = Executors.newVirtualThreadPerTaskExecutor()) {
            try {
                LineReader lines = new LineReader(in, settings.limits().maxBytes(), LineReader.Ends.LF);
                for (Optional<byte[]> line = lines.next(); line.isPresent(); line = lines.next()) {
                    switch (reader.read(line.get())) {
                        case MessageReader.Outcome.Refused refused -> say(Message.error(refused.id(), refused.error()));
                        case MessageReader.Outcome.Read(Message.Request request) -> {
                            // Answers to what requests under way ask must not wait behind requests that wait for these.
                            read.acquire();
                            Cancellation cancellation = underWay.begin(request.id());
                            // A request that only listens keeps nobody from work.
                            int work = request.method().equals(Names.LISTEN) ? 0 : 1;
                            requests.execute(() -> {
                                try {
                                    worked.acquireUninterruptibly(work);
                                    try {
                                        answer(request, cancellation).ifPresent(this::say);
                                    } finally {
                                        worked.release(work);
                                    }
                                } finally {
                                    underWay.end(request.id(), cancellation);
                                    read.release();
                                }
                            });
                        }
                        case MessageReader.Outcome.Read(Message.Notification notification) ->
                            notified(notification, requests);
                        case MessageReader.Outcome.Read(Message.Response response) -> {
                            Session open = session;
                            if (open != null) {
                                open.answered(response);
                            }
                        }
                    }
                }
            } finally {
                close();
            }
        }
    }

    /** Calls under way end without what they wait for from the client, as nobody is there any more who would answer. */
    @Override
    public void close() {
        listeners.close();
        requests.close();
        Session open = session;
        if (open != null) {
            open.close();
        }
    }

    /** Handles a notification. A cancellation names a request by its id, made in a session or not. */
    private void notified(Message.Notification notification, ExecutorService requests) {
        Session open = session;
        if (notification.method().equals(Names.CANCELLED)) {
            underWay.cancel(notification.params());
        } else if (notification.method().equals(Names.INITIALIZED) && open != null) {
            requests.execute(
                    () -> legacy.follow(open, caller, upstream, RequestHeaders.none(), new Way(new Cancellation())));
        }
    }

    private void say(ObjectNode message) {
        try {
            if (!waiting.offer(Content.of(message), PATIENCE.toNanos(), TimeUnit.NANOSECONDS)) {
                LOG.log(System.Logger.Level.WARNING, "the client is not reading; an answer was dropped");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void write(OutputStream out) {
        try (OutputStream buffered = new BufferedOutputStream(out)) {
            for (Content line = waiting.take(); line.length() > 0; line = waiting.take()) {
                line.writeTo(buffered);
                buffered.write('\n');
                line.release();
                if (waiting.isEmpty()) {
                    buffered.flush();
                }
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "the client has closed its input", e);
            drain();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends the queue: nobody listens, and no thread must wait for that. */
    private void drain() {
        try {
            Content line = waiting.take();
            while (line.length() > 0) {
                line.release();
                line = waiting.take();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Optional<ObjectNode> answer(Message.Request request, Cancellation cancellation) {
        Optional<RpcResult> reply;
        try {
            reply = answer(request, new Way(cancellation));
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "answering `" + request.method() + "` failed", e);
            reply = Optional.of(RpcResult.failed(ErrorCode.INTERNAL_ERROR, "interlock failed; see its log"));
        }
        return reply.filter(answer -> cancellation.reason().isEmpty()).map(answer -> switch (answer) {
            case RpcResult.Result(ObjectNode result) -> Message.result(request.id(), result);
            case RpcResult.Failed(RpcError error) -> Message.error(Optional.of(request.id()), error);
            case RpcResult.Theirs(RpcError error) -> Message.error(Optional.of(request.id()), error);
        });
    }

    /** The way back to the client, for what belongs to one request. */
    private final class Way implements ResponseStream {
        private final Cancellation cancellation;

        Way(Cancellation cancellation) {
            this.cancellation = cancellation;
        }

        @Override
        public boolean tell(ObjectNode message) {
            if (waiting.offer(Content.of(message))) {
                return true;
            }
            LOG.log(System.Logger.Level.DEBUG, "a message was dropped: the client is not reading");
            return false;
        }

        @Override
        public Cancellation gone() {
            return cancellation;
        }
    }

    private Optional<RpcResult> answer(Message.Request request, ResponseStream stream) {
        ObjectNode meta = Json.child(request.params(), "_meta");
        if (request.method().equals(Names.DISCOVER) || request.method().equals(Names.INITIALIZE)) {
            Optional<RpcResult> absent = FirstContact.failed(gate, upstream);
            if (absent.isPresent()) {
                return absent;
            }
        }
        if ((meta != null && meta.has(Names.META_VERSION)) || request.method().equals(Names.DISCOVER)) {
            return Optional.of(modern.answer(caller, upstream, RequestHeaders.none(), stream, request));
        }
        if (request.method().equals(Names.INITIALIZE)) {
            return Optional.of(initialize(request.params()));
        }
        if (request.method().equals(Names.PING)) {
            return Optional.of(new RpcResult.Result(Json.object()));
        }
        Session open = session;
        if (open == null) {
            return Optional.of(RpcResult.failed(
                    ErrorCode.INVALID_REQUEST,
                    "`_meta[\"" + Names.META_VERSION + "\"]` is missing: use protocol revision "
                            + Revision.modern().label() + ", or send `initialize` first"));
        }
        return legacy.answer(
                open,
                caller,
                upstream,
                RequestHeaders.none(),
                new LegacyMethods.Way(stream, RateLimiter.Place.uncounted(), stream.gone()),
                request);
    }

    private RpcResult initialize(ObjectNode params) {
        Optional<RpcError> wrong = Initialize.wrong(params);
        if (wrong.isPresent()) {
            return new RpcResult.Failed(wrong.get());
        }
        Revision agreed = Initialize.revision(params);
        Session before = session;
        if (before != null) {
            before.close();
        }
        session = new Session(new Session.Opening(
                "",
                "stdio",
                caller.holder(),
                upstream.name(),
                agreed,
                Optional.empty(),
                Initialize.capabilities(params)));
        return new RpcResult.Result(Initialize.result(agreed, upstream, legacy.instructions(upstream)));
    }
}
