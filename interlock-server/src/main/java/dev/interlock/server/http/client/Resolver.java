package dev.interlock.server.http.client;

import java.io.IOException;
import java.net.InetAddress;

/** From the name of a host to the addresses that are connected to. */
@FunctionalInterface
public interface Resolver {

    /** @throws IOException if it has none, or none that may be connected to */
    InetAddress[] resolve(String host) throws IOException;
}
