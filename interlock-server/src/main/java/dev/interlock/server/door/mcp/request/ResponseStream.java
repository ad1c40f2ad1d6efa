package dev.interlock.server.door.mcp.request;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.upstream.Cancellation;

/** The stream back to the sender of one request, until the request is answered. Thread-safe. */
public interface ResponseStream {
    /** Says it if the other side listens and keeps up; otherwise it is dropped. Never blocks. Whether it will be said. */
    boolean tell(ObjectNode message);

    /** The answer may take long: from now on either side notices that the other is gone. */
    default void lasting() {}

    /** The answer begins now, and will be long in coming. */
    default void open() {}

    /** Returns the cancellation that the caller causes by leaving. */
    Cancellation gone();
}
