package dev.interlock.cli.command.gateway;

import dev.interlock.server.enforce.CallAnswer;
import java.io.PrintWriter;
import java.util.Optional;

/**
 * Tells, on standard error and to the client, how a call that `interlock mcp` holds can be approved. Thread-safe.
 *
 * @param server the address at which people answer; empty if nobody can
 */
record HeldCalls(Optional<String> server, PrintWriter err) {

    /** The member of an answer's details with the code of the held call. */
    private static final String CODE = "binding";

    /** Returns the sentence for the client. */
    String hint(CallAnswer.Held held) {
        String code = held.details().path(CODE).asText();
        String hint = server.map(url -> "Another person approves it with `interlock approvals approve " + held.holdId()
                        + " --code " + code + " --url " + url + "` and their own token.")
                .orElse("No one can approve it here, because `interlock mcp` runs without an approver.");
        err.println("interlock: " + held.holdId() + " is held. " + hint
                + (server.isPresent() ? "" : " Add one with --approver, or with --listen to a configuration."));
        err.flush();
        return hint;
    }
}
