package dev.interlock.server.door.mcp.stdio;

import dev.interlock.server.door.mcp.request.RpcResult;
import dev.interlock.server.door.mcp.request.ServerWords;
import dev.interlock.server.enforce.ToolGate;
import dev.interlock.server.mcp.ErrorCode;
import dev.interlock.server.upstream.Upstream;
import dev.interlock.server.upstream.UpstreamException;
import java.time.Duration;
import java.util.Optional;

/**
 * The first contact with the server of a client that has no other. If the server is not there, the client's first
 * question is answered with the reason, which it shows to its user; a gateway without tools would only be a riddle.
 */
final class FirstContact {
    /** The time for another start: some servers end at a question that is newer than they are. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private static final Duration PAUSE = Duration.ofMillis(100);

    private FirstContact() {}

    /** Returns why the server is not there, if it is not. */
    static Optional<RpcResult> failed(ToolGate gate, Upstream server) {
        long until = 0;
        while (true) {
            try {
                server.describe();
                return Optional.empty();
            } catch (UpstreamException e) {
                long now = System.nanoTime();
                until = until == 0 ? now + PATIENCE.toNanos() : until;
                if (now - until >= 0) {
                    return Optional.of(RpcResult.failed(ErrorCode.UPSTREAM_UNAVAILABLE, ServerWords.told(gate, e)));
                }
            }
            try {
                Thread.sleep(PAUSE);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return Optional.of(RpcResult.failed(ErrorCode.INTERNAL_ERROR, "interlock was interrupted"));
            }
        }
    }
}
