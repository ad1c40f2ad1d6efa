package dev.interlock.server.door;

import dev.interlock.server.mcp.ErrorCode;
import java.util.Optional;

/**
 * The form of a denial says how a client of MCP is told that its call is refused. A result lets the model read why and
 * do something else; an error of the protocol is what clients and proxies count and log as a refusal. Immutable.
 *
 * @param asError whether a refused call of a tool is answered with an error, too; other requests always are, as they
 *     have no result to say it in
 * @param code the code of errors that say that something is refused
 */
public record DenialForm(boolean asError, int code) {

    /** The usual form: refused calls of tools are answered with results. */
    public static final DenialForm RESULT = new DenialForm(false, ErrorCode.REFUSED.code());

    /** The code of COAZ, the one exception in the range that only servers of old use. */
    private static final int COAZ = -32_001;

    private static final int FIRST_OF_PROTOCOL = -32_768;
    private static final int LAST_OF_PROTOCOL = -32_000;

    /**
     * Returns why a code cannot stand for a refusal, because clients would take it for something else: MCP 2026-07-28
     * keeps -32768 to -32000 for itself, and some of our own codes mean something else.
     */
    static Optional<String> wrong(int code) {
        if (code == COAZ || code == ErrorCode.REFUSED.code()) {
            return Optional.empty();
        }
        if (code >= FIRST_OF_PROTOCOL && code <= LAST_OF_PROTOCOL) {
            return Optional.of("is reserved by the protocol");
        }
        if (code == 0 || ErrorCode.of(code).isPresent()) {
            return Optional.of("already has another meaning");
        }
        return Optional.empty();
    }
}
