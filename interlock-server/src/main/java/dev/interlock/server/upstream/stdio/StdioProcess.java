package dev.interlock.server.upstream.stdio;

import com.fasterxml.jackson.databind.JsonNode;
import dev.interlock.server.json.CanonicalForm;
import dev.interlock.server.mcp.LineReader;
import dev.interlock.server.mcp.Message;
import dev.interlock.server.mcp.MessageReader;
import dev.interlock.server.mcp.Names;
import dev.interlock.server.upstream.CallDeadline;
import dev.interlock.server.upstream.Channel;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PushbackInputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * One life of a server process: a line out, a line in. Three daemon threads serve it (out, in, and its log); calls wait
 * for their own answers. An ended process does not start again; {@link StdioChannel} starts the next one.
 */
final class StdioProcess {
    private static final System.Logger LOG = System.getLogger(StdioProcess.class.getName());
    /** The last words of a dead process may take so long to be read. */
    private static final Duration AFTER_DEATH = Duration.ofSeconds(1);

    private static final int MAX_LOG_LINE = 2_000;
    private static final int MAX_LOG_LINES = 1_000;
    private static final int MAX_QUEUED = 1_024;

    private final String name;
    private final Process process;
    private final StdioSettings settings;
    private final MessageReader reader;
    private final Channel.Listener listener;
    private final long startedNanos;
    private final BlockingQueue<Outgoing> queue = new LinkedBlockingQueue<>(MAX_QUEUED);
    private final StdioCalls calls = new StdioCalls();
    private final AtomicReference<Optional<String>> ended = new AtomicReference<>(Optional.empty());

    private StdioProcess(
            String name, Process process, StdioSettings settings, Channel.Listener listener, long startedNanos) {
        this.name = name;
        this.process = process;
        this.settings = settings;
        this.reader = new MessageReader(settings.limits());
        this.listener = listener;
        this.startedNanos = startedNanos;
    }

    static StdioProcess start(String name, StdioSettings settings, Channel.Listener listener, long nowNanos)
            throws IOException {
        ProcessBuilder builder = new ProcessBuilder(settings.command());
        builder.environment().keySet().retainAll(StdioSettings.INHERITED);
        builder.environment().putAll(settings.environment());
        settings.directory().ifPresent(path -> builder.directory(path.toFile()));
        StdioProcess started = new StdioProcess(name, builder.start(), settings, listener, nowNanos);
        // Platform threads: they block in reads of pipes for as long as the process lives.
        List.of(
                        Thread.ofPlatform().name(name + "-in").unstarted(started::readAll),
                        Thread.ofPlatform().name(name + "-out").unstarted(started::writeAll),
                        Thread.ofPlatform().name(name + "-log").unstarted(started::logAll))
                .forEach(thread -> {
                    thread.setDaemon(true);
                    thread.start();
                });
        // A child of it may hold its standard output open, so that the end of that is not the only sign of its death.
        CompletableFuture<?> unused = started.process
                .onExit()
                .thenRunAsync(
                        () -> started.end(started.exitOr("the server's process closed its standard output")),
                        CompletableFuture.delayedExecutor(AFTER_DEATH.toMillis(), TimeUnit.MILLISECONDS));
        return started;
    }

    /** Returns why the process has ended, if it has. */
    Optional<String> ended() {
        return ended.get();
    }

    long startedNanos() {
        return startedNanos;
    }

    Channel.Reply request(Message.Request request, CallDeadline deadline) {
        Outgoing line = new Outgoing(CanonicalForm.bytes(request.raw()));
        StdioCalls.Pending mine = calls.add(request.id(), line);
        try {
            // The order matters: an end that is declared after this check finds the call among the pending ones.
            if (ended.get().isPresent() || !queue.offer(line)) {
                return new Channel.Reply.NotSent(ended.get().orElse("too many calls are waiting for the server"));
            }
            Optional<CallDeadline.GivenUp> over = deadline.await(mine.reply());
            return over.isEmpty()
                    ? mine.reply().join()
                    : gaveUp(request, mine, over.get().why());
        } finally {
            calls.remove(request.id());
        }
    }

    private Channel.Reply gaveUp(Message.Request request, StdioCalls.Pending mine, String why) {
        if (mine.line().withdraw()) {
            return new Channel.Reply.NotSent(why + "; it was still waiting to be sent");
        }
        calls.giveUp(request.id());
        // The first message must be answered; it cannot be taken back.
        if (!request.method().equals(Names.INITIALIZE)) {
            tell(CanonicalForm.bytes(Message.cancelled(request.id(), why)));
        }
        return new Channel.Reply.Lost(why, Channel.Cause.ABANDONED);
    }

    void tell(byte[] line) {
        if (ended.get().isEmpty() && !queue.offer(new Outgoing(line))) {
            LOG.log(
                    System.Logger.Level.DEBUG,
                    "server `{0}` is not reading its input; a notification was dropped",
                    name);
        }
    }

    private void writeAll() {
        try (OutputStream out = process.getOutputStream()) {
            for (Outgoing next = queue.take(); ended.get().isEmpty(); next = queue.take()) {
                if (next.begin()) {
                    out.write(next.line());
                    out.write('\n');
                    out.flush();
                }
            }
        } catch (IOException e) {
            end(exitOr("its standard input broke"));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void readAll() {
        int garbage = 0;
        try (InputStream in = process.getInputStream()) {
            LineReader lines = new LineReader(in, settings.limits().maxBytes(), LineReader.Ends.LF);
            for (Optional<InputStream> line = lines.open(); line.isPresent(); line = lines.open()) {
                PushbackInputStream text = new PushbackInputStream(line.get());
                if (!isBlank(text) && !understood(text) && ++garbage > settings.maxGarbage()) {
                    kill("it wrote more than " + settings.maxGarbage() + " lines that are not messages");
                    return;
                }
            }
            end(exitOr("the server's process closed its standard output"));
        } catch (IOException e) {
            kill("its standard output broke: " + e.getMessage());
        }
    }

    private boolean understood(InputStream line) throws IOException {
        return switch (reader.read(line)) {
            case MessageReader.Outcome.Refused refused -> {
                LOG.log(
                        System.Logger.Level.DEBUG,
                        "server `{0}` wrote a line that is not a message: {1}",
                        name,
                        refused.error().message());
                // An answer that can be told apart but not understood is the answer of that call all the same.
                yield refused.id()
                        .map(id -> settle(id, new Channel.Reply.Lost("a malformed answer, " + refused.kind())))
                        .orElse(false);
            }
            case MessageReader.Outcome.Read(Message.Response response) ->
                response.id()
                        .map(id -> settle(id, new Channel.Reply.Answered(response, 200, Optional.empty())))
                        .orElse(false);
            case MessageReader.Outcome.Read(Message.Request request) -> {
                listener.requested(request, answer -> tell(CanonicalForm.bytes(answer)));
                yield true;
            }
            case MessageReader.Outcome.Read(Message.Notification notification) -> {
                listener.notified(notification);
                yield true;
            }
        };
    }

    /** Returns whether the id is one of ours: its request waits, or was given up. */
    private boolean settle(JsonNode id, Channel.Reply reply) {
        return switch (calls.settle(id, reply)) {
            case WAITING -> true;
            case LATE -> {
                listener.late(id);
                yield true;
            }
            case NOBODY -> false;
        };
    }

    private static boolean isBlank(PushbackInputStream line) throws IOException {
        int c = line.read();
        while (c == ' ' || c == '\r' || c == '\t') {
            c = line.read();
        }
        if (c >= 0) {
            line.unread(c);
        }
        return c < 0;
    }

    /**
     * Reads the log of the process, its standard error: passed on line by line, bounded, and read to the end so that
     * the process never blocks on it.
     */
    private void logAll() {
        int lines = 0;
        StringBuilder line = new StringBuilder();
        try (InputStream in = new BufferedInputStream(process.getErrorStream())) {
            for (int b = in.read(); b >= 0; b = in.read()) {
                if (b != '\n') {
                    if (line.length() < MAX_LOG_LINE) {
                        line.append(b >= 0x20 && b < 0x7f ? (char) b : '?');
                    }
                    continue;
                }
                if (lines++ < MAX_LOG_LINES) {
                    LOG.log(System.Logger.Level.INFO, "server `{0}`: {1}", name, line);
                }
                line.setLength(0);
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "log of server ended", e);
        }
    }

    /** Returns why the process ended, where it has; a process that ends breaks its pipes first. */
    private String exitOr(String otherwise) {
        try {
            return process.waitFor(1, TimeUnit.SECONDS)
                    ? "the server's process ended with code " + process.exitValue()
                    : otherwise;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return otherwise;
        }
    }

    /** Declares the end, once, and tells everybody who waits. */
    private void end(String why) {
        if (declare(why) && process.isAlive()) {
            killTree();
        }
    }

    private boolean declare(String why) {
        return declare(why, System.Logger.Level.INFO);
    }

    private boolean declare(String why, System.Logger.Level level) {
        if (!ended.compareAndSet(Optional.empty(), Optional.of(why))) {
            return false;
        }
        LOG.log(level, "server `{0}`: {1}", name, why);
        calls.end(why);
        // Wakes the writer, which closes the standard input; closing it here would wait for a writer that is stuck.
        queue.clear();
        queue.add(new Outgoing(new byte[0]));
        return true;
    }

    private void kill(String why) {
        end("the server's process was killed: " + why);
        killTree();
    }

    private void killTree() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    /** Ends it the polite way first: its input closes, then it is asked to end, then it and its children are killed. */
    void close(Duration timeout) {
        List<ProcessHandle> children = process.descendants().toList();
        declare("the gateway is shutting down", System.Logger.Level.DEBUG);
        try {
            if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroy();
                process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        children.forEach(ProcessHandle::destroyForcibly);
        killTree();
    }
}
