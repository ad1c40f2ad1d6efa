package dev.interlock.server.door.mcp.request;

import dev.interlock.server.http.server.RequestHeaders;
import dev.interlock.server.identity.AuthenticatedCaller;
import dev.interlock.server.mcp.Era;
import dev.interlock.server.mcp.Revision;
import dev.interlock.server.upstream.Upstream;
import java.util.Optional;

/** The context of a request: its caller, its upstream, its task and its headers. */
public record RequestContext(
        AuthenticatedCaller caller,
        Upstream upstream,
        RequestHeaders headers,
        Revision revision,
        Optional<String> task,
        Optional<String> session,
        CallerSide side) {
    /** Returns this context with another server. */
    public RequestContext of(Upstream other) {
        return new RequestContext(caller, other, headers, revision, task, session, side);
    }

    public Era era() {
        return revision.era();
    }
}
