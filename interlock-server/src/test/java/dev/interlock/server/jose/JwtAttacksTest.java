package dev.interlock.server.jose;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.json.Json;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

/** Each way of attacking a verifier of tokens that RFC 8725 and the issue name, one test each. */
class JwtAttacksTest {

    private static final Instant NOW = Instant.parse("2026-11-26T10:00:00Z");
    private static final SigningKey KEY = SigningKey.generate(Algorithm.ES256, new SecureRandom());
    private static final SigningKey OTHER = SigningKey.generate(Algorithm.ES256, new SecureRandom());
    private static final KeySet KEYS = KeySet.of(List.of(KEY.published()));
    private static final JwtRules RULES = JwtRules.ofType("at+jwt")
            .withIssuer("https://issuer.example")
            .withAudiences(Set.of("https://us.example"))
            .withLongestLife(Duration.ofHours(1));

    private static ObjectNode claims() {
        return Json.object()
                .put("iss", "https://issuer.example")
                .put("sub", "agent")
                .put("aud", "https://us.example")
                .put("iat", NOW.getEpochSecond())
                .put("exp", NOW.plusSeconds(300).getEpochSecond());
    }

    private static ObjectNode header() {
        return Json.object()
                .put("alg", "ES256")
                .put("kid", KEY.published().id().orElseThrow())
                .put("typ", "at+jwt");
    }

    private static String encode(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(UTF_8));
    }

    private static String signed(String header, String claims) {
        return KEY.signParts(encode(header) + '.' + encode(claims));
    }

    private static String withHeader(Consumer<ObjectNode> change) {
        ObjectNode header = header();
        change.accept(header);
        return signed(header.toString(), claims().toString());
    }

    private static String withClaims(Consumer<ObjectNode> change) {
        ObjectNode claims = claims();
        change.accept(claims);
        return signed(header().toString(), claims.toString());
    }

    private static JwtProblem problem(String token) {
        return RULES.verify(token, KEYS, NOW)
                .refusal()
                .map(JwtResult.Refused::problem)
                .orElseThrow(() -> new AssertionError("the token was accepted"));
    }

    @Test
    void theTokenWithoutDefectIsTaken() {
        Claims claims =
                RULES.verify(withClaims(same -> {}), KEYS, NOW).toOptional().orElseThrow();
        assertThat(claims.subject()).contains("agent");
        assertThat(claims.expires()).contains(NOW.plusSeconds(300));
        assertThat(claims.audience()).containsExactly("https://us.example");
    }

    @Test
    void noneIsNoAlgorithm() {
        for (String none : List.of("none", "None", "NONE", "nOnE")) {
            String parts = encode(header().put("alg", none).toString()) + '.' + encode(claims().toString()) + '.';
            assertThat(problem(parts)).isEqualTo(JwtProblem.ALGORITHM);
            assertThat(problem(parts + "AAAA")).isEqualTo(JwtProblem.ALGORITHM);
        }
    }

    @Test
    void aTokenWithoutSignatureIsRefused() {
        String token = withClaims(same -> {});
        assertThat(problem(token.substring(0, token.lastIndexOf('.') + 1))).isEqualTo(JwtProblem.SIGNATURE);
        assertThat(problem(token.substring(0, token.lastIndexOf('.')))).isEqualTo(JwtProblem.MALFORMED);
    }

    @Test
    void aPublicKeyIsNoSharedSecret() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        RSAPublicKey rsa = (RSAPublicKey) generator.generateKeyPair().getPublic();
        String parts = encode(header().put("alg", "HS256").toString()) + '.' + encode(claims().toString());
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(rsa.getEncoded(), "HmacSHA256"));
        String token = parts
                + '.'
                + Base64.getUrlEncoder().withoutPadding().encodeToString(mac.doFinal(parts.getBytes(UTF_8)));
        assertThat(problem(token)).isEqualTo(JwtProblem.ALGORITHM);
    }

    @Test
    void theAlgorithmIsTheKeysAndNotTheTokens() {
        assertThat(problem(withHeader(header -> header.put("alg", "RS256")))).isEqualTo(JwtProblem.ALGORITHM);
        assertThat(problem(withHeader(header -> header.put("alg", "ES384")))).isEqualTo(JwtProblem.ALGORITHM);
        assertThat(problem(withHeader(header -> header.put("alg", "EdDSA")))).isEqualTo(JwtProblem.ALGORITHM);
    }

    @Test
    void anAlgorithmOffTheListIsRefusedThoughTheKeyIsOfIt() {
        JwtRules strict = RULES.withAlgorithms(Set.of(Algorithm.RS256));
        assertThat(strict.verify(withClaims(same -> {}), KEYS, NOW)
                        .refusal()
                        .orElseThrow()
                        .problem())
                .isEqualTo(JwtProblem.ALGORITHM);
    }

    @Test
    void anInjectedKeyIdIsLookedUpAndNothingElse() {
        for (String id : List.of("../../dev/null", "' or 1=1 --", "http://evil.example/key", "", "\u0000")) {
            assertThat(problem(withHeader(header -> header.put("kid", id)))).isEqualTo(JwtProblem.KEY_UNKNOWN);
        }
        assertThat(problem(withHeader(header -> header.putArray("kid").add("a"))))
                .isEqualTo(JwtProblem.HEADER);
    }

    @Test
    void aKeyInTheHeaderIsNotTaken() {
        String token = OTHER.signParts(
                encode(header().set("jwk", OTHER.published().jwk()).toString()) + '.' + encode(claims().toString()));
        assertThat(problem(token)).isEqualTo(JwtProblem.HEADER);
        assertThat(problem(withHeader(header -> header.putArray("x5c").add("MIIB"))))
                .isEqualTo(JwtProblem.HEADER);
    }

    @Test
    void anAddressOfAKeyIsNotFetched() {
        assertThat(problem(withHeader(header -> header.put("jku", "https://evil.example/jwks"))))
                .isEqualTo(JwtProblem.HEADER);
        assertThat(problem(withHeader(header -> header.put("x5u", "https://evil.example/cert"))))
                .isEqualTo(JwtProblem.HEADER);
    }

    @Test
    void anExtensionThatMustBeUnderstoodIsNot() {
        assertThat(problem(withHeader(header -> header.putArray("crit").add("exp"))))
                .isEqualTo(JwtProblem.HEADER);
        assertThat(problem(withHeader(header -> header.put("b64", false)))).isEqualTo(JwtProblem.HEADER);
    }

    @Test
    void anotherTypeIsAnotherToken() {
        for (String type : List.of("JWT", "dpop+jwt", "secevent+jwt", "at+jwt ", "")) {
            assertThat(problem(withHeader(header -> header.put("typ", type)))).isEqualTo(JwtProblem.TYPE);
        }
        assertThat(problem(withHeader(header -> header.remove("typ")))).isEqualTo(JwtProblem.TYPE);
        assertThat(problem(withHeader(header -> header.putArray("typ").add("at+jwt"))))
                .isEqualTo(JwtProblem.TYPE);
        assertThat(RULES.verify(withHeader(header -> header.put("typ", "application/AT+JWT")), KEYS, NOW)
                        .toOptional())
                .isPresent();
    }

    @Test
    void aTokenInsideATokenIsRefused() {
        assertThat(problem(withHeader(header -> header.put("cty", "JWT")))).isEqualTo(JwtProblem.HEADER);
        assertThat(problem(signed(header().toString(), withClaims(same -> {})))).isEqualTo(JwtProblem.MALFORMED);
        assertThat(problem("a.b.c.d.e")).isEqualTo(JwtProblem.MALFORMED);
    }

    @Test
    void aHugeTokenIsNotLookedAt() {
        assertThat(problem(withClaims(claims -> claims.put("x", "y".repeat(Jwt.MAX_CHARS)))))
                .isEqualTo(JwtProblem.TOO_LARGE);
        String deep = "[".repeat(200) + "]".repeat(200);
        assertThat(problem(signed(header().toString(), "{\"x\":" + deep + "}"))).isEqualTo(JwtProblem.MALFORMED);
        assertThat(problem(signed(header().toString(), "{\"exp\":1e999999999}")))
                .isEqualTo(JwtProblem.MALFORMED);
    }

    @Test
    void duplicateMembersAreRefused() {
        String claims = claims().toString();
        String twice = claims.substring(0, claims.length() - 1) + ",\"sub\":\"admin\"}";
        assertThat(problem(signed(header().toString(), twice))).isEqualTo(JwtProblem.MALFORMED);
        String header = header().toString();
        String twoAlgorithms = header.substring(0, header.length() - 1) + ",\"alg\":\"none\"}";
        assertThat(problem(signed(twoAlgorithms, claims))).isEqualTo(JwtProblem.MALFORMED);
        String escaped = claims.substring(0, claims.length() - 1) + ",\"\\u0073ub\":\"admin\"}";
        assertThat(problem(signed(header().toString(), escaped))).isEqualTo(JwtProblem.MALFORMED);
    }

    @Test
    void timesAreHeldAgainstTheClock() {
        assertThat(problem(withClaims(claims -> claims.put("exp", NOW.getEpochSecond() - 30))))
                .isEqualTo(JwtProblem.EXPIRED);
        assertThat(RULES.verify(
                                withClaims(claims -> claims.put("iat", NOW.getEpochSecond() - 60)
                                        .put("exp", NOW.getEpochSecond() - 29)),
                                KEYS,
                                NOW)
                        .toOptional())
                .as("within the skew")
                .isPresent();
        assertThat(problem(withClaims(claims -> claims.put("nbf", NOW.getEpochSecond() + 31))))
                .isEqualTo(JwtProblem.NOT_YET);
        assertThat(problem(withClaims(claims -> claims.put("iat", NOW.getEpochSecond() + 31))))
                .isEqualTo(JwtProblem.NOT_YET);
        assertThat(problem(withClaims(claims -> claims.put("exp", NOW.getEpochSecond() - 1))))
                .isEqualTo(JwtProblem.CLAIM);
        assertThat(problem(withClaims(claims -> claims.remove("exp")))).isEqualTo(JwtProblem.CLAIM);
    }

    @Test
    void farClocksAreRefused() {
        assertThat(problem(withClaims(claims -> claims.put("exp", NOW.getEpochSecond() + 86_400))))
                .isEqualTo(JwtProblem.LIFETIME);
        assertThat(problem(withClaims(claims -> claims.put("iat", NOW.getEpochSecond() - 7_200))))
                .isEqualTo(JwtProblem.LIFETIME);
        for (String far : List.of("1e30", "-1", "\"1795600000\"", "253402300800", "null", "9223372036854775807")) {
            String claims = claims().toString().replaceAll("\"exp\":\\d+", "\"exp\":" + far);
            assertThat(problem(signed(header().toString(), claims))).isEqualTo(JwtProblem.CLAIM);
        }
    }

    @Test
    void anotherAudienceOrIssuerIsRefused() {
        assertThat(problem(withClaims(claims -> claims.put("aud", "https://us.example/"))))
                .isEqualTo(JwtProblem.AUDIENCE);
        assertThat(problem(withClaims(claims -> claims.remove("aud")))).isEqualTo(JwtProblem.AUDIENCE);
        assertThat(problem(withClaims(claims -> claims.putArray("aud")))).isEqualTo(JwtProblem.AUDIENCE);
        assertThat(problem(withClaims(claims -> claims.putArray("aud").add(1)))).isEqualTo(JwtProblem.CLAIM);
        assertThat(problem(withClaims(claims -> claims.put("iss", "https://issuer.example/"))))
                .isEqualTo(JwtProblem.ISSUER);
        assertThat(problem(withClaims(claims -> claims.remove("iss")))).isEqualTo(JwtProblem.ISSUER);
        assertThat(problem(withClaims(claims -> claims.put("sub", 7)))).isEqualTo(JwtProblem.CLAIM);
    }

    @Test
    void anotherKeysSignatureIsRefused() {
        String parts = encode(header().toString()) + '.' + encode(claims().toString());
        assertThat(problem(OTHER.signParts(parts))).isEqualTo(JwtProblem.SIGNATURE);
        assertThat(problem(OTHER.sign("at+jwt", claims()))).isEqualTo(JwtProblem.KEY_UNKNOWN);
        assertThat(RULES.verify(withClaims(same -> {}), KeySet.none(), NOW)
                        .refusal()
                        .orElseThrow()
                        .problem())
                .isEqualTo(JwtProblem.KEY_UNKNOWN);
    }

    @Test
    void aProofBringsItsKeyWhereTheRulesSaySo() {
        JwtRules proofs = JwtRules.ofType("dpop+jwt")
                .withHeaders(Set.of("alg", "typ", "jwk"))
                .withRequired(Set.of("jti", "iat"));
        ObjectNode header = Json.object().put("alg", "ES256").put("typ", "dpop+jwt");
        ObjectNode body = Json.object().put("jti", "1").put("iat", NOW.getEpochSecond());
        String good = OTHER.signParts(
                encode(header.deepCopy().set("jwk", OTHER.published().jwk()).toString())
                        + '.'
                        + encode(body.toString()));
        JwtRules.Proof proof = Jwt.read(good)
                .then(jwt -> proofs.verifyProof(jwt, NOW))
                .toOptional()
                .orElseThrow();
        assertThat(proof.key().thumbprint()).isEqualTo(OTHER.published().thumbprint());
        String unwise = OTHER.signParts(encode(header.deepCopy()
                        .set("jwk", OTHER.published().jwk().put("d", "AAAA"))
                        .toString())
                + '.'
                + encode(body.toString()));
        assertThat(Jwt.read(unwise)
                        .then(jwt -> proofs.verifyProof(jwt, NOW))
                        .refusal()
                        .orElseThrow()
                        .problem())
                .isEqualTo(JwtProblem.KEY_UNFIT);
        String stolen = OTHER.signParts(
                encode(header.deepCopy().set("jwk", KEY.published().jwk()).toString()) + '.' + encode(body.toString()));
        assertThat(Jwt.read(stolen)
                        .then(jwt -> proofs.verifyProof(jwt, NOW))
                        .refusal()
                        .orElseThrow()
                        .problem())
                .isEqualTo(JwtProblem.SIGNATURE);
    }

    @Test
    void refusalsRepeatNothingOfTheToken() {
        List<String> tokens = List.of(
                withClaims(claims -> claims.put("aud", "s3cret")),
                withClaims(claims -> claims.put("iss", "s3cret")),
                withClaims(claims -> claims.put("exp", "s3cret")),
                withHeader(header -> header.put("kid", "s3cret")),
                withHeader(header -> header.put("alg", "s3cret")),
                withHeader(header -> header.put("typ", "s3cret")),
                signed(header().toString(), "{\"a\":\"s3cret\",,}"),
                "s3cret");
        for (String token : tokens) {
            assertThat(RULES.verify(token, KEYS, NOW).refusal().orElseThrow().message())
                    .doesNotContain("s3cret");
        }
    }
}
