package dev.interlock.server.http.client;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * A server that is asked over HTTP/1.1, and the connections to it. The threads that ask block: an
 * interrupt, or {@link Outgoing#abandon}, ends the connection and with it the exchange. Redirects are not followed, and nothing is asked twice. Thread-safe.
 */
public final class Origin implements AutoCloseable {
    /** The most idle connections at a time. */
    private static final int MOST_IDLE = 256;
    /** An idle connection is kept so long, unless the server says that it ends it before. */
    private static final Duration KEPT = Duration.ofSeconds(30);

    private final String host;
    private final int port;
    private final boolean secure;
    private final Supplier<SSLSocketFactory> tls;
    private final Duration connect;
    private final Resolver resolver;

    private record Idle(Connection connection, long untilNanos) {}

    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<Idle> idle = new ArrayDeque<>(); // guarded by lock; the first was used last
    private boolean sweeping; // guarded by lock
    private volatile boolean closed; // written under lock
    /** The connections that are there, idle and in use. */
    private final Set<Connection> open = ConcurrentHashMap.newKeySet();

    /**
     * Makes an origin that trusts the certificates that Java trusts.
     *
     * @param address any on the server; `http` or `https`
     * @param connect how long connecting may take, and the handshake of TLS likewise
     */
    public Origin(URI address, Duration connect) {
        this(address, connect, () -> (SSLSocketFactory) SSLSocketFactory.getDefault());
    }

    /** @param tls what connections to an `https` address are made with, asked for each */
    public Origin(URI address, Duration connect, Supplier<SSLSocketFactory> tls) {
        this(address, connect, tls, InetAddress::getAllByName);
    }

    /** @param resolver says which addresses are connected to, asked for each connection */
    public Origin(URI address, Duration connect, Supplier<SSLSocketFactory> tls, Resolver resolver) {
        this.resolver = resolver;
        this.secure = "https".equals(address.getScheme());
        String name = address.getHost();
        this.host = name.startsWith("[") ? name.substring(1, name.length() - 1) : name;
        this.port = address.getPort() >= 0 ? address.getPort() : secure ? 443 : 80;
        this.tls = tls;
        this.connect = connect;
    }

    /**
     * Sends a request and waits for the head of its answer. Close that after use.
     *
     * @throws CannotConnectException if it could not be sent at all
     * @throws IOException if the exchange broke, and {@link Outgoing#withdraw} says whether anything was sent
     */
    public Answer send(Outgoing request) throws IOException {
        Connection connection = connection(request);
        try {
            request.on(connection::end);
            byte[] bytes = request.bytes();
            if (!request.take()) {
                throw new IOException("the request was withdrawn, or sent before");
            }
            connection.write(bytes);
            AnswerHead head = AnswerHead.read(connection.in());
            return new Answer(this, request, connection, head, AnswerBody.of(connection.in(), head, request.method()));
        } catch (IOException | RuntimeException | Error e) {
            boolean unused = request.off();
            end(connection);
            throw e;
        }
    }

    private Connection connection(Outgoing request) throws CannotConnectException {
        for (Connection kept = kept(); kept != null; kept = kept()) {
            if (kept.usable()) {
                return kept;
            }
            end(kept);
        }
        try {
            return opened(request);
        } catch (IOException e) {
            boolean unused = request.off();
            throw new CannotConnectException(e);
        }
    }

    private Connection opened(Outgoing request) throws IOException {
        Connection connection = Connection.open(host, port, connect, resolver, request);
        if (secure) {
            Connection plain = connection;
            try {
                connection = plain.secured(tls.get(), host, port, connect);
            } catch (IOException | RuntimeException e) {
                plain.close();
                throw e;
            }
        }
        open.add(connection);
        if (closed) {
            end(connection);
            throw new IOException("the client is closed");
        }
        return connection;
    }

    /** Closes a connection that is of no more use. */
    void end(Connection connection) {
        open.remove(connection);
        connection.close();
    }

    private @Nullable Connection kept() {
        long now = System.nanoTime();
        lock.lock();
        try {
            Idle last = idle.pollFirst();
            while (last != null && now - last.untilNanos() >= 0) {
                end(last.connection());
                last = idle.pollFirst();
            }
            return last == null ? null : last.connection();
        } finally {
            lock.unlock();
        }
    }

    /** @param seconds that the server keeps it, if it says so; a request could meet its end at the very last */
    void keep(Connection connection, OptionalLong seconds) {
        Duration kept =
                seconds.isPresent() ? Duration.ofSeconds(Math.min(seconds.getAsLong() - 1, KEPT.toSeconds())) : KEPT;
        lock.lock();
        try {
            if (closed || idle.size() >= MOST_IDLE || !kept.isPositive()) {
                end(connection);
                return;
            }
            idle.addFirst(new Idle(connection, System.nanoTime() + kept.toNanos()));
            if (!sweeping) {
                sweeping = true;
                later();
            }
        } finally {
            lock.unlock();
        }
    }

    private void later() {
        CompletableFuture.delayedExecutor(
                        KEPT.toMillis(),
                        TimeUnit.MILLISECONDS,
                        task -> Thread.ofVirtual().name("idle-connections").start(task))
                .execute(this::sweep);
    }

    private void sweep() {
        List<Connection> over = new ArrayList<>();
        long now = System.nanoTime();
        lock.lock();
        try {
            idle.removeIf(one -> {
                boolean late = now - one.untilNanos() >= 0;
                if (late) {
                    over.add(one.connection());
                }
                return late;
            });
            sweeping = !idle.isEmpty();
            if (sweeping) {
                later();
            }
        } finally {
            lock.unlock();
        }
        over.forEach(this::end);
    }

    /** Ends all connections, and the exchanges on them. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            idle.clear();
        } finally {
            lock.unlock();
        }
        open.forEach(Connection::end);
        open.clear();
    }
}
