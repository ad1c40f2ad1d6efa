package dev.interlock.server.oauth;

import java.util.Map;
import java.util.Objects;

/**
 * Control flow of this package alone: a request that is refused, as RFC 6749, section 5.2, and its relatives say it. The description
 * repeats nothing secret.
 */
final class OAuthError extends Exception {

    static final String INVALID_REQUEST = "invalid_request";
    static final String INVALID_CLIENT = "invalid_client";
    static final String INVALID_GRANT = "invalid_grant";
    static final String UNSUPPORTED_GRANT = "unsupported_grant_type";
    /** RFC 8707, section 2. */
    static final String INVALID_TARGET = "invalid_target";
    /** RFC 9396, section 5. */
    static final String INVALID_DETAILS = "invalid_authorization_details";
    /** RFC 9449, section 5. */
    static final String INVALID_PROOF = "invalid_dpop_proof";
    /** RFC 9449, section 8. */
    static final String USE_NONCE = "use_dpop_nonce";

    static final String UNAUTHORIZED = "unauthorized_client";
    static final String UNAVAILABLE = "temporarily_unavailable";

    private static final long serialVersionUID = 1;

    private final int status;
    private final String code;
    private final Map<String, String> headers;

    OAuthError(int status, String code, String description) {
        this(status, code, description, Map.of());
    }

    OAuthError(int status, String code, String description, Map<String, String> headers) {
        super(description, null, false, false);
        this.status = status;
        this.code = code;
        this.headers = Map.copyOf(headers);
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

    /** To be sent with it. */
    Map<String, String> headers() {
        return headers;
    }

    @Override
    public String getMessage() {
        return Objects.requireNonNull(super.getMessage());
    }
}
