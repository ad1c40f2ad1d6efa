package dev.interlock.server.oauth;

import dev.interlock.server.http.server.Reply;
import dev.interlock.server.json.Json;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A request that is refused, as RFC 6749, section 5.2, and its relatives say it: control flow of this package alone. The description
 * repeats nothing secret.
 */
final class OAuthError extends Exception {

    static final String INVALID_REQUEST = "invalid_request";
    static final String INVALID_CLIENT = "invalid_client";
    static final String INVALID_GRANT = "invalid_grant";
    static final String UNSUPPORTED_GRANT = "unsupported_grant_type";
    /** The code of RFC 8707, section 2. */
    static final String INVALID_TARGET = "invalid_target";
    /** The code of RFC 9396, section 5. */
    static final String INVALID_DETAILS = "invalid_authorization_details";
    /** The code of RFC 9449, section 5. */
    static final String INVALID_PROOF = "invalid_dpop_proof";
    /** The code of RFC 9449, section 8. */
    static final String USE_NONCE = "use_dpop_nonce";

    static final String INVALID_SCOPE = "invalid_scope";
    static final String UNAUTHORIZED = "unauthorized_client";
    static final String UNAVAILABLE = "temporarily_unavailable";

    private static final long serialVersionUID = 1;

    private final int status;
    private final String code;
    private final Map<String, String> headers;
    private final Optional<Shown> shown;

    /**
     * The token or proof that was shown and is not taken, for the record.
     *
     * @param reason stable, such as {@code token-expired}
     * @param token of ours that it was, if its signature was right
     */
    record Shown(String reason, Optional<TaskToken> token) {}

    OAuthError(int status, String code, String description) {
        this(status, code, description, Map.of(), Optional.empty());
    }

    OAuthError(int status, String code, String description, Map<String, String> headers) {
        this(status, code, description, headers, Optional.empty());
    }

    private OAuthError(
            int status, String code, String description, Map<String, String> headers, Optional<Shown> shown) {
        super(description, null, false, false);
        this.status = status;
        this.code = code;
        this.headers = Map.copyOf(headers);
        this.shown = shown;
    }

    /** A proof of possession that is not taken. */
    static OAuthError proof(DpopCheck.Outcome.Refused refused, Optional<TaskToken> token) {
        return new OAuthError(
                400,
                refused.error(),
                refused.defect().message(),
                refused.headers(),
                // A sender that has no nonce yet does nothing wrong.
                refused.defect().isUsual()
                        ? Optional.empty()
                        : Optional.of(new Shown(refused.defect().text(), token)));
    }

    /** The same error, which is recorded. */
    OAuthError because(String reason, Optional<TaskToken> token) {
        return new OAuthError(status, code, getMessage(), headers, Optional.of(new Shown(reason, token)));
    }

    static OAuthError request(String description) {
        return new OAuthError(400, INVALID_REQUEST, description);
    }

    int status() {
        return status;
    }

    /** The member {@code error}. */
    String code() {
        return code;
    }

    /** Returns what is recorded of the error; empty if nothing is. */
    Optional<Shown> shown() {
        return shown;
    }

    @Override
    public String getMessage() {
        return Objects.requireNonNull(super.getMessage());
    }

    /** Returns the reply that tells the error. */
    Reply reply() {
        return reply(status, code, getMessage()).with(headers);
    }

    static Reply reply(int status, String code, String description) {
        return Reply.json(status, Json.object().put("error", code).put("error_description", ascii(description)));
    }

    /** Descriptions hold printable ASCII without quotes and backslashes (RFC 6749, section 5.2). */
    private static String ascii(String description) {
        var plain = new StringBuilder(description.length());
        description
                .chars()
                .forEach(c -> plain.append(c == '"' ? '\'' : c < ' ' || c > '~' || c == '\\' ? '?' : (char) c));
        return plain.toString();
    }
}
