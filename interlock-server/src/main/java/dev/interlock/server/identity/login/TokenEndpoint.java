package dev.interlock.server.identity.login;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.http.fetch.Fetch;
import dev.interlock.server.http.fetch.Fetched;
import dev.interlock.server.identity.oidc.Application;
import dev.interlock.server.jose.Claims;
import dev.interlock.server.jose.Jwt;
import dev.interlock.server.json.Json;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.SortedMap;

/** Asks an issuer's token endpoint (RFC 6749, section 5). Thread-safe. */
public final class TokenEndpoint {

    private static final long LONGEST = 366L * 24 * 3600;

    private final Fetch fetch;
    private final URI address;
    private final Application application;
    private final InstantSource clock;

    public TokenEndpoint(Fetch fetch, URI address, Application application, InstantSource clock) {
        this.fetch = fetch;
        this.address = address;
        this.application = application;
        this.clock = clock;
    }

    /** Gets the next token. An issuer that sends no new refresh token means the old one to be used again. */
    public LoginResult refresh(String secret) throws InterruptedException {
        SortedMap<String, String> form = application.form();
        form.put("grant_type", "refresh_token");
        form.put("refresh_token", secret);
        return ask(form, Optional.of(secret), Optional.empty());
    }

    /**
     * Asks for tokens.
     *
     * @param nonce that an id token has to repeat
     */
    public LoginResult ask(SortedMap<String, String> form, Optional<String> nonce) throws InterruptedException {
        return ask(form, Optional.empty(), nonce);
    }

    private LoginResult ask(SortedMap<String, String> form, Optional<String> before, Optional<String> nonce)
            throws InterruptedException {
        return switch (fetch.post(address, form)) {
            case Fetched.Failed(String why) -> new LoginResult.Failed("the issuer's token endpoint " + why);
            case Fetched.Answer answer when answer.fine() -> tokens(answer.body(), before, nonce);
            case Fetched.Answer(int status, ObjectNode body) -> {
                String code = Json.string(body, "error");
                yield code == null
                        ? new LoginResult.Failed("the issuer's token endpoint answers with status " + status)
                        : refused(code, body);
            }
        };
    }

    /** Returns the refusal that an answer of the issuer tells. */
    public static LoginResult.Refused refused(String code, JsonNode body) {
        String description = Json.string(body, "error_description");
        return new LoginResult.Refused(
                code, "the issuer says `" + code + "`" + (description == null ? "" : ": " + description));
    }

    private LoginResult tokens(ObjectNode body, Optional<String> before, Optional<String> nonce) {
        Optional<String> id = Optional.ofNullable(Json.string(body, "id_token"));
        Optional<Claims> claims = id.flatMap(TokenEndpoint::claims);
        if (id.isPresent()) {
            Optional<String> objection =
                    claims.isEmpty() ? Optional.of("is not a signed JWT") : objection(claims.get(), nonce);
            if (objection.isPresent()) {
                return new LoginResult.Failed("the issuer's ID token " + objection.get());
            }
        }
        Optional<String> refresh =
                Optional.ofNullable(Json.string(body, "refresh_token")).or(() -> before);
        if (application.present() == Application.Present.ID) {
            return id.<LoginResult>map(token -> new LoginResult.Done(
                            new Login(application, token, refresh, claims.flatMap(Claims::expires)), claims))
                    .orElseGet(() -> new LoginResult.Failed("the issuer sent no ID token: ask for the scope `openid`"));
        }
        String access = Json.string(body, "access_token");
        String type = Json.string(body, "token_type");
        if (access == null || !sendable(access)) {
            return new LoginResult.Failed("the issuer sent no access token");
        }
        if (type == null || !type.equalsIgnoreCase("bearer")) {
            return new LoginResult.Failed("the issuer sent a token that is not a bearer token");
        }
        Optional<Instant> expires = life(body).or(() -> claims(access).flatMap(Claims::expires));
        return new LoginResult.Done(new Login(application, access, refresh, expires), claims);
    }

    private Optional<Instant> life(ObjectNode body) {
        JsonNode seconds = body.path("expires_in");
        return seconds.canConvertToLong() && seconds.asLong() > 0
                ? Optional.of(clock.instant().plusSeconds(Math.min(LONGEST, seconds.asLong())))
                : Optional.empty();
    }

    /**
     * Returns why an id token is not taken, if so. Its signature is not checked: it came from the issuer itself, over TLS (OpenID
     * Connect Core, section 3.1.3.7, 6).
     */
    private Optional<String> objection(Claims claims, Optional<String> nonce) {
        if (!claims.issuer().equals(Optional.of(application.issuer()))) {
            return Optional.of("was issued by another issuer");
        }
        if (!claims.audience().contains(application.client())) {
            return Optional.of("is for another client");
        }
        if (claims.subject().isEmpty()) {
            return Optional.of("does not name its subject");
        }
        if (claims.expires().filter(clock.instant()::isBefore).isEmpty()) {
            return Optional.of("has expired: compare the clocks");
        }
        return nonce.isPresent() && !claims.text("nonce").equals(nonce)
                ? Optional.of("belongs to another login")
                : Optional.empty();
    }

    private static Optional<Claims> claims(String token) {
        return Jwt.read(token).toOptional().map(Jwt::unverified);
    }

    /** Returns whether a token is fit for a header: whatever an issuer sends is sent on as it is. */
    private static boolean sendable(String token) {
        return !token.isEmpty() && token.chars().allMatch(c -> c > ' ' && c < 0x7f);
    }
}
