package dev.interlock.server.mcp;

import java.util.Optional;

/**
 * The error codes of JSON-RPC 2.0 and of MCP 2026-07-28, with the HTTP status that the modern transport gives them. Codes
 * of Interlock's own stay outside -32768..-32000, which belong to the protocol.
 */
public enum ErrorCode {
    /** The text is not JSON. */
    PARSE_ERROR(-32700, 400),
    /** The text is JSON, but not a message that may be sent here. */
    INVALID_REQUEST(-32600, 400),
    /** No such method, or one whose capability was not offered. */
    METHOD_NOT_FOUND(-32601, 404),
    /** A parameter is missing or wrong; for `tools/call` also an unknown tool. Nothing was done. */
    INVALID_PARAMS(-32602, 400),
    /** The server failed; what it had done by then is not known. No 5xx: somebody on the way might repeat the request. */
    INTERNAL_ERROR(-32603, 200),
    /** The legacy era's word for a resource that is not there; the modern one says {@link #INVALID_PARAMS}. */
    RESOURCE_NOT_FOUND(-32002, 200),
    /** A header is missing, malformed, or says something else than the body. */
    HEADER_MISMATCH(-32020, 400),
    /** The request needs a capability that the client did not declare. */
    MISSING_CLIENT_CAPABILITY(-32021, 400),
    /** The revision asked for is not spoken here. */
    UNSUPPORTED_PROTOCOL_VERSION(-32022, 400),
    /** Interlock refuses a request that is no tool call, and so has no result to say it in. */
    REFUSED(1403, 200),
    /** Too much is under way, of this caller or at the server. Nothing was decided, and nothing was done. */
    BUSY(1429, 429),
    /** The server behind the gateway could not be asked. */
    UPSTREAM_UNAVAILABLE(1502, 200);

    private final int code;
    private final int httpStatus;

    ErrorCode(int code, int httpStatus) {
        this.code = code;
        this.httpStatus = httpStatus;
    }

    public int code() {
        return code;
    }

    /** Status of the HTTP response that carries it in the modern era. */
    public int httpStatus() {
        return httpStatus;
    }

    public static Optional<ErrorCode> of(int code) {
        for (ErrorCode known : values()) {
            if (known.code == code) {
                return Optional.of(known);
            }
        }
        return Optional.empty();
    }

    /**
     * Returns whether an answer with this code to a `tools/call` says that the call was turned away before any effect.
     * With every other code, known or not, the effect is unknown.
     */
    public boolean refusesBeforeEffect() {
        return switch (this) {
            case PARSE_ERROR,
                    INVALID_REQUEST,
                    METHOD_NOT_FOUND,
                    INVALID_PARAMS,
                    HEADER_MISMATCH,
                    MISSING_CLIENT_CAPABILITY,
                    UNSUPPORTED_PROTOCOL_VERSION -> true;
            case INTERNAL_ERROR, RESOURCE_NOT_FOUND, REFUSED, BUSY, UPSTREAM_UNAVAILABLE -> false;
        };
    }

    /** Returns whether only servers of the modern era answer with this code. */
    public boolean modernOnly() {
        return switch (this) {
            case HEADER_MISMATCH, MISSING_CLIENT_CAPABILITY, UNSUPPORTED_PROTOCOL_VERSION -> true;
            case PARSE_ERROR,
                    INVALID_REQUEST,
                    METHOD_NOT_FOUND,
                    INVALID_PARAMS,
                    INTERNAL_ERROR,
                    RESOURCE_NOT_FOUND,
                    REFUSED,
                    BUSY,
                    UPSTREAM_UNAVAILABLE -> false;
        };
    }
}
