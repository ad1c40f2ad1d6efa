package dev.interlock.server.notify.signal;

import dev.interlock.server.http.client.Answer;
import dev.interlock.server.http.client.Origin;
import dev.interlock.server.http.client.Outgoing;
import java.io.IOException;
import java.io.InputStream;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLSocketFactory;

/**
 * The target of messages that are posted. Unless it is configured as internal, it is at a public address: the address
 * that is connected to is checked, so a name that resolves to another one later gains nothing. Redirects are not
 * followed.
 */
public final class Target implements AutoCloseable {

    private static final int MOST_OF_ANSWER = 4 << 10;

    private final URI to;
    private final Duration timeout;
    private final Origin origin;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    /** The reply of the target: the status, and the beginning of the body. */
    public record Reply(int status, byte[] body) {}

    /** @param timeout for an exchange as a whole */
    Target(SignalsConfig.Sent stream, Duration timeout) {
        this(stream.to(), stream.internal(), timeout);
    }

    /**
     * @param internal whether it may be at an address that is not public
     * @param timeout for an exchange as a whole
     */
    public Target(URI to, boolean internal, Duration timeout) {
        this.to = to;
        this.timeout = timeout;
        this.origin = new Origin(
                to, timeout, () -> (SSLSocketFactory) SSLSocketFactory.getDefault(), host -> addresses(host, internal));
    }

    private static InetAddress[] addresses(String host, boolean internal) throws IOException {
        InetAddress[] found = InetAddress.getAllByName(host);
        for (InetAddress address : found) {
            if (!internal && !isPublic(address)) {
                throw new IOException("`" + host + "` has an address that is not public; write `private: true` "
                        + "to send to it anyway");
            }
        }
        return found;
    }

    /** Returns whether the address is one of the internet, as far as its number tells (RFC 6890). */
    static boolean isPublic(InetAddress address) {
        if (address.isAnyLocalAddress()
                || address.isLoopbackAddress()
                || address.isLinkLocalAddress()
                || address.isSiteLocalAddress()
                || address.isMulticastAddress()) {
            return false;
        }
        byte[] bytes = address.getAddress();
        int first = bytes[0] & 0xff;
        int second = bytes[1] & 0xff;
        if (address instanceof Inet4Address) {
            return first != 0
                    && first < 240
                    && !(first == 100 && second >= 64 && second < 128)
                    && !(first == 192 && second == 0 && bytes[2] == 0)
                    && !(first == 198 && (second == 18 || second == 19));
        }
        // Addresses of IPv6 are given out of 2000::/3 alone; 6to4 and Teredo hold an address of somebody else's choice.
        boolean tunnel =
                first == 0x20 && second == 0x02 || first == 0x20 && second == 0x01 && bytes[2] == 0 && bytes[3] == 0;
        return (first & 0xe0) == 0x20 && !tunnel;
    }

    /** Returns why nothing would be posted to the host now, in lower case. A name is resolved, which takes a moment. */
    public static Optional<String> objectionNow(String host) {
        Optional<String> written = objection(host);
        if (written.isPresent()) {
            return written;
        }
        try {
            for (InetAddress address : InetAddress.getAllByName(host)) {
                if (!isPublic(address)) {
                    return Optional.of("its address is not public");
                }
            }
            return Optional.empty();
        } catch (UnknownHostException e) {
            return Optional.of("its host name has no address");
        }
    }

    /**
     * Returns why nothing would be posted to a host that is written as an address; a name is resolved only when
     * something is posted.
     */
    static Optional<String> objection(String host) {
        boolean literal = host.startsWith("[") || host.matches("[0-9.]+");
        if (!literal) {
            return Optional.empty();
        }
        try {
            return isPublic(InetAddress.getByName(host)) ? Optional.empty() : Optional.of("this address is not public");
        } catch (UnknownHostException e) {
            return Optional.of("this is not an address");
        }
    }

    /**
     * Posts it and waits for the answer.
     *
     * @throws IOException if it does not arrive, or is not answered in time
     */
    public Reply post(byte[] body, Map<String, String> headers) throws IOException, InterruptedException {
        Outgoing request = Outgoing.post(to, body);
        headers.forEach(request::header);
        Future<Reply> exchange = threads.submit(() -> {
            try (Answer answer = origin.send(request);
                    InputStream in = answer.body()) {
                return new Reply(answer.status(), in.readNBytes(MOST_OF_ANSWER));
            }
        });
        try {
            return exchange.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new IOException("no answer within " + timeout.toSeconds() + " s", e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException io ? io : new IOException("the exchange failed", e);
        } finally {
            exchange.cancel(true);
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
        origin.close();
    }
}
