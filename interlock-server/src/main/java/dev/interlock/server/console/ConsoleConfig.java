package dev.interlock.server.console;

import dev.interlock.server.setting.Listen;
import java.util.Optional;

/**
 * Whether there is a console, and where.
 *
 * @param enabled as configured; where nothing is, the console is there if only this machine can connect to it
 * @param listen the console's own address; empty where it is at that of the server
 */
public record ConsoleConfig(Optional<Boolean> enabled, Optional<Listen> listen) {

    /** The configuration that says nothing. */
    public static final ConsoleConfig DEFAULT = new ConsoleConfig(Optional.empty(), Optional.empty());

    /** Returns the address of the console, on a server with this one. */
    public Listen at(Listen server) {
        return listen.orElse(server);
    }

    /** Returns whether there is a console, on a server with this address. */
    public boolean isOn(Listen server) {
        return enabled.orElse(at(server).loopback());
    }
}
