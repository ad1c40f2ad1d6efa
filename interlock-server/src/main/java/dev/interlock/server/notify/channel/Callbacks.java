package dev.interlock.server.notify.channel;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.door.authzen.CallbackSender;
import dev.interlock.server.enforce.Digests;
import dev.interlock.server.jose.SigningKeys;
import dev.interlock.server.json.Json;
import dev.interlock.server.notify.signal.Target;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/**
 * Callbacks go to an address that somebody else chose, such as the enforcement point that waits. The choice is not
 * trusted: only {@code https} at a public address, asked of the address that is then connected to; no redirects;
 * nothing of the answer is used but its status. A bearer token proves the sender: a JWT by this server's published
 * keys, for this address alone, short-lived, with the digest of the body. A callback is a convenience: it is tried a
 * limited number of times, and its content can be asked for as well.
 */
public final class Callbacks implements CallbackSender {

    /** The type of the token. */
    static final String TYPE = "interlock-callback+jwt";

    private static final System.Logger LOG = System.getLogger(Callbacks.class.getName());

    private static final Duration EXCHANGE = Duration.ofSeconds(10);
    private static final Duration LIFE = Duration.ofMinutes(5);
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(5);
    private static final int MOST_AT_ONCE = 64;
    /** The number of attempts: with the waits between them they take almost twenty minutes. */
    private static final int TRIES = 12;

    private static final int LONGEST_ADDRESS = 2_000;

    private final SigningKeys keys;
    private final Supplier<String> issuer;
    private final InstantSource clock;
    private final Duration firstWait;
    /** The places of exchanges, not of waits between them: an address that is down holds up nobody else. */
    private final Semaphore room = new Semaphore(MOST_AT_ONCE);

    /** @param issuer the address by which receivers know this server */
    public Callbacks(SigningKeys keys, Supplier<String> issuer, InstantSource clock) {
        this(keys, issuer, clock, Duration.ofSeconds(1));
    }

    /** @param firstWait after the first failure; each further one doubles that */
    Callbacks(SigningKeys keys, Supplier<String> issuer, InstantSource clock, Duration firstWait) {
        this.keys = keys;
        this.issuer = issuer;
        this.clock = clock;
        this.firstWait = firstWait;
    }

    @Override
    public Optional<String> objection(String address, boolean internal) {
        Optional<String> form = form(address, internal);
        return form.isPresent() || internal
                ? form
                : Target.objectionNow(URI.create(address).getHost());
    }

    /** Returns what is wrong with the address as it is written; a name is not resolved. */
    private static Optional<String> form(String address, boolean internal) {
        URI uri;
        try {
            uri = URI.create(address);
        } catch (IllegalArgumentException e) {
            return Optional.of("this is not an address");
        }
        if (address.length() > LONGEST_ADDRESS
                || uri.getHost() == null
                || uri.getRawUserInfo() != null
                || uri.getRawFragment() != null) {
            return Optional.of("a callback must be an absolute address without user information or a fragment");
        }
        boolean spoken =
                "https".equalsIgnoreCase(uri.getScheme()) || internal && "http".equalsIgnoreCase(uri.getScheme());
        return spoken ? Optional.empty() : Optional.of("a callback must be an `https` address");
    }

    @Override
    public boolean deliver(String address, boolean internal, String id, ObjectNode message)
            throws InterruptedException {
        if (form(address, internal).isPresent()) {
            return false;
        }
        URI to = URI.create(address);
        byte[] body = Json.bytes(message);
        for (int i = 0; i < TRIES; i++) {
            if (i > 0) {
                Thread.sleep(pause(i - 1));
            }
            room.acquire();
            try (var target = new Target(to, internal, EXCHANGE)) {
                var headers = Map.of(
                        "Content-Type", "application/json", "Authorization", "Bearer " + token(address, id, body));
                int status = target.post(body, headers).status();
                if (status >= 200 && status <= 299) {
                    return true;
                }
                throw new IOException("it answered " + status);
            } catch (IOException | RuntimeException e) {
                LOG.log(
                        System.Logger.Level.DEBUG,
                        () -> "a callback to `" + to.getHost() + "` failed: " + e.getMessage());
            } finally {
                room.release();
            }
        }
        LOG.log(System.Logger.Level.INFO, () -> "Interlock gave up on a callback to `" + to.getHost() + "`");
        return false;
    }

    /** Makes the token, anew for each try: keys change. */
    private String token(String address, String id, byte[] body) {
        long now = clock.instant().getEpochSecond();
        return keys.sign(
                TYPE,
                Json.object()
                        .put("iss", issuer.get())
                        .put("aud", address)
                        .put("iat", now)
                        .put("exp", now + LIFE.toSeconds())
                        .put("jti", id)
                        .put("digest", Digests.sha256(body)));
    }

    private Duration pause(int failures) {
        Duration doubled = firstWait.multipliedBy(1L << failures);
        return doubled.compareTo(LONGEST_WAIT) < 0 ? doubled : LONGEST_WAIT;
    }
}
