package dev.interlock.server.jose;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.json.Json;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * The claims of a token (RFC 7519, section 4). The registered claims are of their types wherever they are there. Immutable as long as
 * nobody changes its trees; thread-safe.
 */
public final class Claims {

    /** The end of the year 9999: a later time is a mistake or a trap. */
    private static final BigDecimal LATEST = BigDecimal.valueOf(253_402_300_799L);

    private static final Set<String> TEXTS = Set.of("iss", "sub", "jti");
    private static final Set<String> TIMES = Set.of("exp", "nbf", "iat");

    private final ObjectNode tree;
    private final Set<String> audience;

    private Claims(ObjectNode tree, Set<String> audience) {
        this.tree = tree;
        this.audience = audience;
    }

    static JwtResult<Claims> of(ObjectNode tree) {
        for (String name : TEXTS) {
            JsonNode value = tree.get(name);
            if (value != null && (!value.isTextual() || value.textValue().isEmpty())) {
                return bad(name, "a non-empty string");
            }
        }
        for (String name : TIMES) {
            JsonNode value = tree.get(name);
            if (value != null
                    && (!value.isNumber()
                            || value.decimalValue().signum() < 0
                            || value.decimalValue().compareTo(LATEST) > 0)) {
                return bad(name, "seconds since 1970, before the year 10000");
            }
        }
        Set<String> audience = new LinkedHashSet<>();
        JsonNode aud = tree.get("aud");
        if (aud != null) {
            for (JsonNode one : aud.isArray() ? aud : Json.array().add(aud)) {
                if (!one.isTextual() || one.textValue().isEmpty()) {
                    return bad("aud", "a string or an array of strings");
                }
                audience.add(one.textValue());
            }
        }
        return JwtResult.ok(new Claims(tree, Set.copyOf(audience)));
    }

    private static JwtResult<Claims> bad(String name, String remedy) {
        return JwtResult.refused(
                JwtProblem.CLAIM, "the token's `" + name + "` claim is malformed: it must be " + remedy);
    }

    /** The tree of all claims; not to be changed. */
    public ObjectNode tree() {
        return tree;
    }

    public boolean has(String name) {
        return tree.hasNonNull(name);
    }

    /** A claim that is a string. */
    public Optional<String> text(String name) {
        return Optional.ofNullable(Json.string(tree, name));
    }

    public Optional<String> issuer() {
        return text("iss");
    }

    public Optional<String> subject() {
        return text("sub");
    }

    /** The id of the token, {@code jti}. */
    public Optional<String> id() {
        return text("jti");
    }

    /** The recipients that the token is for; empty if it does not say. */
    public Set<String> audience() {
        return audience;
    }

    public Optional<Instant> expires() {
        return time("exp");
    }

    public Optional<Instant> notBefore() {
        return time("nbf");
    }

    public Optional<Instant> issuedAt() {
        return time("iat");
    }

    /** A member of {@code cnf} (RFC 7800): {@code jkt} of RFC 9449, {@code x5t#S256} of RFC 8705. */
    public Optional<String> confirmation(String method) {
        ObjectNode cnf = Json.child(tree, "cnf");
        return cnf == null ? Optional.empty() : Optional.ofNullable(Json.string(cnf, method));
    }

    /** The time at which the subject logged in (OpenID Connect Core, section 2); empty if it does not say, or says no time. */
    public Optional<Instant> authenticated() {
        JsonNode value = tree.path("auth_time");
        return value.canConvertToLong() && value.asLong() >= 0 && value.asLong() <= LATEST.longValue()
                ? time("auth_time")
                : Optional.empty();
    }

    /** The class of the login, {@code acr}; empty if it does not say, or in more than a few plain characters. */
    public Optional<String> loginClass() {
        return text("acr").filter(text -> text.matches("[!-~]{1,100}"));
    }

    private Optional<Instant> time(String name) {
        JsonNode value = tree.get(name);
        return value == null || !value.isNumber()
                ? Optional.empty()
                : Optional.of(Instant.ofEpochMilli(value.decimalValue()
                        .movePointRight(3)
                        .setScale(0, RoundingMode.FLOOR)
                        .longValueExact()));
    }

    /** Shows no claim. */
    @Override
    public String toString() {
        return "Claims[" + tree.size() + "]";
    }
}
