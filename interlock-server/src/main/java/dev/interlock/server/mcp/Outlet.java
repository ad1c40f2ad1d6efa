package dev.interlock.server.mcp;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** Where a caller hears about its request before the answer. Thread-safe. */
interface Outlet {
    /** Tells it if the caller listens and keeps up; otherwise it is dropped. Never blocks. */
    void tell(ObjectNode notification);
}
