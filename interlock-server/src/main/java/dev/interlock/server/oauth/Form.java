package dev.interlock.server.oauth;

import dev.interlock.server.http.server.FormBody;
import dev.interlock.server.http.server.Refusal;
import java.util.Optional;

/** The parameters of a request to an endpoint of OAuth, each there at most once (RFC 6749, section 3.2). Immutable. */
final class Form {

    /** The longest body that is read: two tokens of the longest kind, and what goes with them. */
    static final int MAX_BYTES = 64 << 10;

    private static final int MOST_PARAMETERS = 32;

    private final FormBody body;

    private Form(FormBody body) {
        this.body = body;
    }

    /** @throws OAuthError {@code invalid_request}, if there is more than one way to read it, or none */
    static Form read(byte[] body) throws OAuthError {
        try {
            return new Form(FormBody.read(body, MAX_BYTES, MOST_PARAMETERS));
        } catch (Refusal e) {
            throw new OAuthError(e.status(), OAuthError.INVALID_REQUEST, String.valueOf(e.getMessage()));
        }
    }

    /** Returns the value of a parameter, if it was sent. */
    Optional<String> value(String name) {
        return body.value(name);
    }

    /** @throws OAuthError {@code invalid_request}, if it was not sent */
    String required(String name, String remedy) throws OAuthError {
        return value(name).orElseThrow(() -> OAuthError.request("parameter `" + name + "` is missing: " + remedy));
    }

    /** Names alone: values may be secrets. */
    @Override
    public String toString() {
        return "Form" + body.values().keySet();
    }
}
