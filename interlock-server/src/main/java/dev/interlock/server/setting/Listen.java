package dev.interlock.server.setting;

import dev.interlock.server.tls.ListenTls;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The address that the server listens on.
 *
 * @param host a name or address; IPv6 without brackets
 * @param port 0 for any that is free
 * @param tls absent where the listener speaks HTTP in clear
 */
public record Listen(String host, int port, Optional<ListenTls> tls) {

    public static final Listen DEFAULT = new Listen("127.0.0.1", 7420);

    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "::1");

    /** Makes an address in clear. */
    public Listen(String host, int port) {
        this(host, port, Optional.empty());
    }

    /** The scheme, {@code https} or {@code http}. */
    public String scheme() {
        return tls.isPresent() ? "https" : "http";
    }

    /** Returns whether only this machine can connect. */
    public boolean loopback() {
        return LOOPBACK.contains(host.toLowerCase(Locale.ROOT));
    }

    /** The host as an address of HTTP names it: in lower case, IPv6 in brackets. */
    public String hostName() {
        String name = host.toLowerCase(Locale.ROOT);
        return name.indexOf(':') >= 0 ? "[" + name + "]" : name;
    }

    /** The address as {@code host:port}. */
    @Override
    public String toString() {
        return hostName() + ":" + port;
    }
}
