package dev.interlock.server.console.login;

import com.fasterxml.jackson.databind.JsonNode;
import dev.interlock.server.console.session.Seal;
import dev.interlock.server.identity.login.CodeLogin;
import dev.interlock.server.json.Json;
import dev.interlock.server.json.JsonLimits;
import dev.interlock.server.json.JsonReader;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;

/**
 * A login that has begun, as the browser that began it keeps it in a cookie: nothing is kept here, so strangers who begin logins push out
 * nobody else's. State, nonce and verifier follow from its id and the seal, so that not even that browser knows the verifier.
 *
 * @param id a random text
 * @param issuer the name of the issuer
 * @param to the page of the console to go on to
 * @param ends when the login has to be finished
 * @param began when it began
 * @param again whether the person has to show anew that it is them
 */
record Attempt(String id, String issuer, String to, Instant began, Instant ends, boolean again) {

    private static final String USE = "login";
    private static final int LONGEST = 3_000;
    private static final JsonReader READER =
            new JsonReader(JsonLimits.requests().withMaxBytes(LONGEST).withMaxDepth(2));

    CodeLogin.Secrets secrets(Seal seal) {
        return new CodeLogin.Secrets(
                seal.sign("login-state", id), seal.sign("login-nonce", id), seal.sign("login-verifier", id));
    }

    /** Returns the value of the cookie. */
    String sealed(Seal seal) {
        byte[] json = Json.bytes(Json.object()
                .put("id", id)
                .put("issuer", issuer)
                .put("to", to)
                .put("began", began.toEpochMilli())
                .put("ends", ends.toEpochMilli())
                .put("again", again));
        String text = Base64.getUrlEncoder().withoutPadding().encodeToString(json);
        return text + "." + seal.sign(USE, text);
    }

    /** Reads {@link #sealed}; empty if it is none of this seal. */
    static Optional<Attempt> read(String value, Seal seal) {
        int dot = value.indexOf('.');
        if (dot < 0
                || value.length() > LONGEST
                || !seal.isSigned(USE, value.substring(0, dot), value.substring(dot + 1))) {
            return Optional.empty();
        }
        byte[] json = Base64.getUrlDecoder().decode(value.substring(0, dot).getBytes(StandardCharsets.US_ASCII));
        return READER.read(json) instanceof JsonReader.Outcome.Value(JsonNode tree)
                ? Optional.of(new Attempt(
                        tree.path("id").asText(),
                        tree.path("issuer").asText(),
                        tree.path("to").asText(),
                        Instant.ofEpochMilli(tree.path("began").asLong()),
                        Instant.ofEpochMilli(tree.path("ends").asLong()),
                        tree.path("again").asBoolean()))
                : Optional.empty();
    }

    /** Leaves out the id, from which the secrets follow. */
    @Override
    public String toString() {
        return "Attempt[" + issuer + "]";
    }
}
