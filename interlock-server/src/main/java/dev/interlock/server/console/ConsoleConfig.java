package dev.interlock.server.console;

import dev.interlock.server.setting.Listen;
import java.net.URI;
import java.util.Optional;

/**
 * Whether there is a console, and where.
 *
 * @param enabled as configured; where nothing is, {@link #isOn} decides
 * @param listen the console's own address; empty where it is at that of the server
 * @param url the address by which browsers reach it, without a path, where a proxy stands before it
 */
public record ConsoleConfig(Optional<Boolean> enabled, Optional<Listen> listen, Optional<URI> url) {

    /** The configuration that says nothing. */
    public static final ConsoleConfig DEFAULT = new ConsoleConfig(Optional.empty(), Optional.empty(), Optional.empty());

    /** Returns the address of the console, on a server with this one. */
    public Listen at(Listen server) {
        return listen.orElse(server);
    }

    /** Returns by what browsers reach the console, on a server with this address. */
    public ConsoleAddress address(Listen server) {
        return new ConsoleAddress(url, at(server).scheme());
    }

    /**
     * Returns whether there is a console, on a server with this address. Where nothing is configured it is there if only this machine can
     * connect to it, and elsewhere if people can log in there and their cookies do not travel in clear.
     *
     * @param logins whether people can log in at an issuer
     */
    public boolean isOn(Listen server, boolean logins) {
        return enabled.orElse(at(server).loopback() || logins && address(server).secure());
    }

    /**
     * Returns whether people sign in by links: a link leads in whoever reads it, so it is for those alone who are on the machine, and not
     * where a proxy lets others connect.
     */
    public boolean hasLinks(Listen server) {
        return at(server).loopback() && url.isEmpty();
    }
}
