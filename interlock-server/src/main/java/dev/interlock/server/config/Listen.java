package dev.interlock.server.config;

import java.util.Locale;
import java.util.Set;

/**
 * Where the server listens.
 *
 * @param host a name or address; IPv6 without brackets
 * @param port 0 for any that is free
 */
public record Listen(String host, int port) {

    public static final Listen DEFAULT = new Listen("127.0.0.1", 7420);

    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "::1");

    /** Whether only this machine can connect. */
    public boolean loopback() {
        return LOOPBACK.contains(host.toLowerCase(Locale.ROOT));
    }

    /** {@code host:port}, with brackets where needed. */
    @Override
    public String toString() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
}
