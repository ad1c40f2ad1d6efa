package dev.interlock.server.mcp;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.mcp.wire.ErrorCode;
import dev.interlock.server.mcp.wire.Json;
import dev.interlock.server.mcp.wire.Message;
import dev.interlock.server.mcp.wire.MessageReader;
import dev.interlock.server.mcp.wire.Names;
import dev.interlock.server.mcp.wire.Revision;
import dev.interlock.server.mcp.wire.RpcError;
import dev.interlock.server.upstream.LineReader;
import dev.interlock.server.upstream.Upstream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.SecureRandom;
import java.time.Duration;
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
public final class StdioDoor {
    private static final System.Logger LOG = System.getLogger(StdioDoor.class.getName());

    /** Requests under way at a time; what follows waits in the client's pipe. */
    private static final int MOST_UNDER_WAY = 64;

    /** Lines that wait for a client that does not read. */
    private static final int MOST_WAITING = 1_024;

    /** How long a client may take to read what is said to it. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final byte[] LAST = {};

    private final DoorSettings settings;
    private final Caller caller;
    private final Upstream upstream;
    private final MessageReader reader;
    private final Methods methods;
    private final ModernEra modern;
    private final BlockingQueue<byte[]> waiting = new LinkedBlockingQueue<>(MOST_WAITING);
    private volatile @Nullable Revision session;

    /** @param caller who the client is; whoever can start us is nobody else */
    public StdioDoor(DoorSettings settings, ToolGate gate, Caller caller, Upstream upstream) {
        this.settings = settings;
        this.caller = caller;
        this.upstream = upstream;
        this.reader = new MessageReader(settings.limits());
        this.methods = new Methods(gate, settings, new Seal(new SecureRandom()));
        this.modern = new ModernEra(methods);
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

    /** When all that was read is answered, the end is reached. */
    private void read(InputStream in) throws IOException, InterruptedException {
        var underWay = new Semaphore(MOST_UNDER_WAY);
        try (ExecutorService requests = Executors.newVirtualThreadPerTaskExecutor()) {
            LineReader lines = new LineReader(in, settings.limits().maxBytes(), LineReader.Ends.LF);
            for (Optional<byte[]> line = lines.next(); line.isPresent(); line = lines.next()) {
                switch (reader.read(line.get())) {
                    case MessageReader.Outcome.Refused refused -> say(Message.error(refused.id(), refused.error()));
                    case MessageReader.Outcome.Read(Message.Request request) -> {
                        underWay.acquire();
                        requests.execute(() -> {
                            try {
                                say(answer(request));
                            } finally {
                                underWay.release();
                            }
                        });
                    }
                    // Nothing was asked of the client, and what it tells changes nothing here.
                    case MessageReader.Outcome.Read(Message.Notification ignored) -> {}
                    case MessageReader.Outcome.Read(Message.Response ignored) -> {}
                }
            }
        }
    }

    private void say(ObjectNode message) {
        try {
            if (!waiting.offer(Json.bytes(message), PATIENCE.toNanos(), TimeUnit.NANOSECONDS)) {
                LOG.log(System.Logger.Level.WARNING, "the client does not read; an answer is dropped");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void write(OutputStream out) {
        try (OutputStream buffered = new BufferedOutputStream(out)) {
            for (byte[] line = waiting.take(); line.length > 0; line = waiting.take()) {
                buffered.write(line);
                buffered.write('\n');
                if (waiting.isEmpty()) {
                    buffered.flush();
                }
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "the client does not listen any longer", e);
            drain();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Nobody listens; whoever still has something to say must not wait for it. */
    private void drain() {
        try {
            byte[] line = waiting.take();
            while (line.length > 0) {
                line = waiting.take();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private ObjectNode answer(Message.Request request) {
        Said said;
        try {
            said = said(request);
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "answering `" + request.method() + "` failed", e);
            said = Said.failed(ErrorCode.INTERNAL_ERROR, "interlock failed; see its log");
        }
        return switch (said) {
            case Said.Result(ObjectNode result) -> Message.result(request.id(), result);
            case Said.Failed(RpcError error) -> Message.error(Optional.of(request.id()), error);
            case Said.Theirs(RpcError error) -> Message.error(Optional.of(request.id()), error);
        };
    }

    private Said said(Message.Request request) {
        Outlet outlet = notification -> {
            if (!waiting.offer(Json.bytes(notification))) {
                LOG.log(System.Logger.Level.DEBUG, "a notification is dropped: the client does not read");
            }
        };
        ObjectNode meta = Json.child(request.params(), "_meta");
        if ((meta != null && meta.has(Names.META_VERSION)) || request.method().equals(Names.DISCOVER)) {
            return modern.answer(caller, upstream, RequestHeaders.none(), outlet, request);
        }
        if (request.method().equals(Names.INITIALIZE)) {
            Optional<RpcError> wrong = Initialize.wrong(request.params());
            if (wrong.isPresent()) {
                return new Said.Failed(wrong.get());
            }
            Revision agreed = Initialize.revision(request.params());
            session = agreed;
            return new Said.Result(Initialize.result(agreed, upstream));
        }
        if (request.method().equals(Names.PING)) {
            return new Said.Result(Json.object());
        }
        Revision agreed = session;
        if (agreed == null) {
            return Said.failed(
                    ErrorCode.INVALID_REQUEST,
                    "`_meta[\"" + Names.META_VERSION + "\"]` is not there: speak "
                            + Revision.modern().label() + ", or send `initialize` first");
        }
        return switch (TaskName.of(RequestHeaders.none(), request.params(), Optional.empty())) {
            case TaskName.Wrong(RpcError error) -> new Said.Failed(error);
            case TaskName.Named(Optional<String> task) ->
                methods.answer(
                        new Asked(caller, upstream, RequestHeaders.none(), agreed, task, Optional.of("stdio"), outlet),
                        request.method(),
                        request.params());
        };
    }
}
