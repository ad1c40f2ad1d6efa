package dev.interlock.server.notify;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.jose.SigningKeys;
import dev.interlock.server.mcp.wire.Json;
import dev.interlock.server.signal.Target;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;

/**
 * Tells an address that somebody else chose, such as the agent that waits. Nobody is trusted to choose well: only {@code https} at a
 * public address, asked of the address that is then connected to; no redirects; nothing of the answer is used but its status. What is
 * sent is signed by this server as a JWT over the whole message, which is verified with the published keys. A callback is a
 * convenience: it is tried a few times, and what it says can be asked for as well.
 */
public final class Callbacks implements AutoCloseable {

    /** Media type and type of the token that is sent. */
    public static final String TYPE = "interlock-callback+jwt";

    private static final System.Logger LOG = System.getLogger(Callbacks.class.getName());

    private static final Duration EXCHANGE = Duration.ofSeconds(10);
    private static final int MOST_AT_ONCE = 64;
    private static final int TRIES = 5;
    private static final int LONGEST_ADDRESS = 2_000;

    private final SigningKeys keys;
    private final Set<String> inside;
    private final Duration firstWait;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Semaphore room = new Semaphore(MOST_AT_ONCE);

    /** @param inside hosts that may be told although they are at no public address, or without TLS */
    public Callbacks(SigningKeys keys, Set<String> inside) {
        this(keys, inside, Duration.ofSeconds(1));
    }

    Callbacks(SigningKeys keys, Set<String> inside, Duration firstWait) {
        this.keys = keys;
        this.inside = Set.copyOf(inside);
        this.firstWait = firstWait;
    }

    /** Why nothing would be sent to this address, in lower case; empty if it is one to send to. Names are resolved when it is sent. */
    public Optional<String> objection(String address) {
        URI uri;
        try {
            uri = URI.create(address);
        } catch (IllegalArgumentException e) {
            return Optional.of("this is no address");
        }
        String host = uri.getHost();
        if (address.length() > LONGEST_ADDRESS
                || host == null
                || uri.getRawUserInfo() != null
                || uri.getFragment() != null) {
            return Optional.of("a callback is an absolute address without user and fragment");
        }
        boolean trusted = inside.contains(host);
        if (!"https".equalsIgnoreCase(uri.getScheme()) && !(trusted && "http".equalsIgnoreCase(uri.getScheme()))) {
            return Optional.of("a callback is an address of `https`");
        }
        return trusted ? Optional.empty() : Target.objection(host);
    }

    /**
     * Sends the claims to the address, on another thread.
     *
     * @return whether it is tried: not if the address is none to send to, or too many are under way
     */
    public boolean send(String address, ObjectNode claims) {
        if (objection(address).isPresent() || !room.tryAcquire()) {
            return false;
        }
        URI to = URI.create(address);
        byte[] body = Json.bytes(Json.object().put("token", keys.sign(TYPE, claims)));
        threads.execute(() -> {
            try {
                attempt(to, body);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                room.release();
            }
        });
        return true;
    }

    private void attempt(URI to, byte[] body) throws InterruptedException {
        for (int i = 0; i < TRIES; i++) {
            try (var target = new Target(to, inside.contains(to.getHost()), EXCHANGE)) {
                int status = target.post(body, Map.of("Content-Type", "application/json"))
                        .status();
                if (status >= 200 && status <= 299) {
                    return;
                }
                throw new IOException("it answers " + status);
            } catch (IOException e) {
                LOG.log(System.Logger.Level.DEBUG, "a callback to `" + to.getHost() + "` failed: " + e.getMessage());
                Thread.sleep(firstWait.multipliedBy(1L << i));
            }
        }
        LOG.log(System.Logger.Level.INFO, "a callback to `" + to.getHost() + "` was given up");
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
