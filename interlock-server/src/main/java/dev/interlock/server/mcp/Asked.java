package dev.interlock.server.mcp;

import dev.interlock.server.enforce.Caller;
import dev.interlock.server.mcp.wire.Era;
import dev.interlock.server.mcp.wire.Revision;
import dev.interlock.server.upstream.Upstream;
import java.util.Optional;

/** Who asks, where, and in what. */
record Asked(
        Caller caller,
        Upstream upstream,
        RequestHeaders headers,
        Revision revision,
        Optional<String> task,
        Optional<String> session,
        CallerSide side) {
    /** The same, of another server. */
    Asked of(Upstream other) {
        return new Asked(caller, other, headers, revision, task, session, side);
    }

    Era era() {
        return revision.era();
    }
}
