package dev.interlock.server.http.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One request (RFC 9112), which is handed over once, or not at all. Headers are added by one thread; everything else is
 * thread-safe.
 *
 * <p>INVARIANT: withdrawn means that not one byte of it leaves; and whatever happens, it leaves once at most.
 */
public final class Outgoing {

    private enum State {
        KEPT,
        TAKEN,
        WITHDRAWN
    }

    /** The headers that only this client sets: they say how a message is framed, and where it goes. */
    private static final SortedSet<String> OURS = ours(
            "host",
            "content-length",
            "transfer-encoding",
            "connection",
            "keep-alive",
            "expect",
            "upgrade",
            "te",
            "trailer");

    /** The methods with which a server expects a body, so that it is told that there is none (RFC 9110, section 8.6). */
    private static final Set<String> EXPECTED = Set.of("POST", "PUT", "PATCH");

    private final String method;
    private final StringBuilder head;
    private final List<Header> headers = new ArrayList<>(12);
    private final byte[] body;
    private final AtomicReference<State> state = new AtomicReference<>(State.KEPT);
    /** The end of what the request is on; null while it is on nothing. Guarded by this. */
    private @Nullable Runnable end;

    private boolean abandoned; // guarded by this

    private record Header(String name, String value) {}

    private Outgoing(String method, URI target, byte[] body) {
        this.method = method;
        this.body = body;
        String path = target.getRawPath();
        this.head =
                new StringBuilder(512).append(method).append(' ').append(path == null || path.isEmpty() ? "/" : path);
        if (target.getRawQuery() != null) {
            head.append('?').append(target.getRawQuery());
        }
        head.append(" HTTP/1.1\r\nHost: ").append(target.getRawAuthority()).append("\r\n");
        headers.add(new Header("User-Agent", "interlock"));
        if (body.length > 0 || EXPECTED.contains(method)) {
            head.append("Content-Length: ").append(body.length).append("\r\n");
        }
    }

    private static SortedSet<String> ours(String... names) {
        SortedSet<String> all = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        Collections.addAll(all, names);
        return Collections.unmodifiableSortedSet(all);
    }

    /** A request without a body. */
    public static Outgoing of(String method, URI target) {
        return of(method, target, new byte[0]);
    }

    /** @param body not to be changed afterwards; empty for none */
    public static Outgoing of(String method, URI target, byte[] body) {
        return new Outgoing(method, target, body);
    }

    /** @param body not to be changed afterwards */
    public static Outgoing post(URI target, byte[] body) {
        return of("POST", target, body);
    }

    /**
     * Sets a header; what was set under this name before is gone.
     *
     * @throws IllegalArgumentException if it is no header, or one that is not for callers to set
     */
    public Outgoing header(String name, String value) {
        if (!Incoming.isToken(name, name.length())) {
            throw new IllegalArgumentException("`" + shown(name) + "` is not the name of a header");
        }
        if (OURS.contains(name)) {
            throw new IllegalArgumentException("`" + name + "` is only set by the transport");
        }
        if (!isValue(value)) {
            // The value itself may be a secret.
            throw new IllegalArgumentException(
                    "the value of `" + name + "` contains characters that are not allowed in a header");
        }
        headers.removeIf(header -> header.name().equalsIgnoreCase(name));
        headers.add(new Header(name, value));
        return this;
    }

    private static boolean isValue(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c != '\t' && (c < ' ' || c == 0x7f || c > 0xff)) {
                return false;
            }
        }
        return true;
    }

    private static String shown(String name) {
        return name.length() <= 80 ? name : name.substring(0, 77) + "...";
    }

    /** Withdraws the request: returns whether no byte of it has left, which then stays so. */
    public boolean withdraw() {
        return state.compareAndSet(State.KEPT, State.WITHDRAWN) || state.get() == State.WITHDRAWN;
    }

    /** Takes the request for sending: true once at most. */
    boolean take() {
        return state.compareAndSet(State.KEPT, State.TAKEN);
    }

    /**
     * Ends the exchange, from any thread: a request that has not left never does, and the connection that it is on is closed, so
     * that whoever reads from it gets an exception. Nothing happens once its answer was closed.
     */
    public void abandon() {
        Runnable now;
        synchronized (this) {
            abandoned = true;
            now = end;
            end = null;
        }
        boolean unused = withdraw();
        if (now != null) {
            now.run();
        }
    }

    /**
     * Says what the request is on from now on.
     *
     * @param ends closes that, without blocking
     * @throws IOException if the request was abandoned
     */
    synchronized void on(Runnable ends) throws IOException {
        if (abandoned) {
            throw new IOException("the request was abandoned");
        }
        end = ends;
    }

    /** Says that the request is on nothing any more. Returns whether it came to its end without being abandoned. */
    synchronized boolean off() {
        end = null;
        return !abandoned;
    }

    String method() {
        return method;
    }

    /** The bytes of head and body. */
    byte[] bytes() {
        for (Header header : headers) {
            head.append(header.name()).append(": ").append(header.value()).append("\r\n");
        }
        byte[] first = head.append("\r\n").toString().getBytes(ISO_8859_1);
        byte[] all = new byte[first.length + body.length];
        System.arraycopy(first, 0, all, 0, first.length);
        System.arraycopy(body, 0, all, first.length, body.length);
        return all;
    }
}
