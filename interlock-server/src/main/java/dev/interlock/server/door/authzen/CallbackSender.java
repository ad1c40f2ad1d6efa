package dev.interlock.server.door.authzen;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/** Sends callbacks to the addresses of enforcement points. Thread-safe. */
public interface CallbackSender {

    /**
     * Returns why nothing would be sent to this address now, in lower case; empty if the address is accepted.
     *
     * @param internal whether the address may be one that is not public
     */
    Optional<String> objection(String address, boolean internal);

    /**
     * Sends the message, signed, again and again until it is acknowledged or given up: that takes a while.
     *
     * @param id the same whenever this message is sent again
     * @return whether it was acknowledged
     */
    boolean deliver(String address, boolean internal, String id, ObjectNode message) throws InterruptedException;
}
