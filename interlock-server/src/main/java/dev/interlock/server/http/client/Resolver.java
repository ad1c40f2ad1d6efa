package dev.interlock.server.http.client;

import java.io.IOException;
import java.net.InetAddress;

/** The resolver finds the addresses of a host's name. */
@FunctionalInterface
public interface Resolver {

    /** @throws IOException if it has none, or none that may be connected to */
    InetAddress[] resolve(String host) throws IOException;
}
