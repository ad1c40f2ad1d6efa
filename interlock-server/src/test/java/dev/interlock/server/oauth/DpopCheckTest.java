package dev.interlock.server.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.jose.ReplayCache;
import dev.interlock.server.json.Json;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class DpopCheckTest {
    private static final Instant NOW = Instant.parse("2026-11-26T12:00:00Z");
    private static final String ADDRESS = "https://gateway.example.com/mcp/erp";
    private static final String TOKEN = "a.token.of-ours";
    private static final KeyPair KEY = RawProof.p256();
    private static final KeyPair OTHER = RawProof.p256();

    private final DpopNonces nonces = new DpopNonces(new Random(1));
    private final DpopCheck check = new DpopCheck(nonces);

    /** As it has to be for a request with the token. */
    private RawProof good() {
        return RawProof.by(KEY)
                .with(proof -> proof.claims
                        .put("jti", "one")
                        .put("htm", "POST")
                        .put("htu", ADDRESS)
                        .put("iat", NOW.getEpochSecond())
                        .put("ath", DpopCheck.hash(TOKEN))
                        .put("nonce", nonces.next(NOW)));
    }

    private static DpopCheck.Expected expected() {
        return new DpopCheck.Expected("POST", ADDRESS, Optional.of(TOKEN), Optional.of(thumbprint()));
    }

    /** RFC 7638 by hand. */
    private static String thumbprint() {
        ObjectNode jwk = RawProof.jwk(KEY);
        return DpopCheck.hash("{\"crv\":\"P-256\",\"kty\":\"EC\",\"x\":\""
                + jwk.get("x").textValue() + "\",\"y\":\"" + jwk.get("y").textValue() + "\"}");
    }

    private DpopCheck.Outcome check(String... proofs) {
        return check.check("agent", List.of(proofs), expected(), NOW);
    }

    private static DpopDefect defect(DpopCheck.Outcome outcome) {
        return ((DpopCheck.Outcome.Refused) outcome).defect();
    }

    @Test
    void aProofIsTakenOnce() {
        String proof = good().signed();

        assertThat(check(proof)).isInstanceOfSatisfying(DpopCheck.Outcome.Proven.class, proven -> {
            assertThat(proven.thumbprint()).isEqualTo(thumbprint());
            assertThat(proven.nonce()).isEmpty();
        });
        assertThat(defect(check(proof))).isEqualTo(DpopDefect.REPLAYED);
    }

    @Test
    void theAgentsSideMakesWhatIsTaken() {
        DpopKey key = DpopKey.of(DpopKey.generate().secret());
        String proof = key.proof("POST", ADDRESS, Optional.of(TOKEN), Optional.of(nonces.next(NOW)), NOW);

        var expected = new DpopCheck.Expected("POST", ADDRESS, Optional.of(TOKEN), Optional.of(key.thumbprint()));
        assertThat(check.check("agent", List.of(proof), expected, NOW)).isInstanceOf(DpopCheck.Outcome.Proven.class);
        assertThat(key.toString()).doesNotContain(key.secret());
    }

    private static Arguments defect(DpopDefect defect, String what, Consumer<RawProof> change) {
        return defect(defect, what, change, RawProof::signed);
    }

    private static Arguments defect(
            DpopDefect defect, String what, Consumer<RawProof> change, Function<RawProof, String> written) {
        return Arguments.of(defect, what, change, written);
    }

    private static Consumer<RawProof> nothing() {
        return proof -> {};
    }

    static Stream<Arguments> defects() {
        return Stream.of(
                defect(DpopDefect.METHOD, "htm", proof -> proof.claims.put("htm", "GET")),
                defect(DpopDefect.METHOD, "htm in lower case", proof -> proof.claims.put("htm", "post")),
                defect(DpopDefect.METHOD, "htm is a number", proof -> proof.claims.put("htm", 1)),
                defect(DpopDefect.URI, "htu of another path", proof -> proof.claims.put("htu", ADDRESS + "/x")),
                defect(
                        DpopDefect.URI,
                        "htu of another host",
                        proof -> proof.claims.put("htu", "https://evil.example.com/mcp/erp")),
                defect(
                        DpopDefect.URI,
                        "htu of another scheme",
                        proof -> proof.claims.put("htu", "http://gateway.example.com/mcp/erp")),
                defect(DpopDefect.URI, "htu with a query", proof -> proof.claims.put("htu", ADDRESS + "?a=b")),
                defect(
                        DpopDefect.URI,
                        "htu with a user",
                        proof -> proof.claims.put("htu", "https://a@gateway.example.com/mcp/erp")),
                defect(DpopDefect.URI, "htu is a path", proof -> proof.claims.put("htu", "/mcp/erp")),
                defect(DpopDefect.TOKEN_HASH, "ath", proof -> proof.claims.put("ath", DpopCheck.hash("another"))),
                defect(DpopDefect.TOKEN_HASH, "no ath", proof -> proof.claims.remove("ath")),
                defect(DpopDefect.TIME, "old", proof -> proof.claims.put("iat", NOW.getEpochSecond() - 301)),
                defect(
                        DpopDefect.TIME,
                        "from the future",
                        proof -> proof.claims.put("iat", NOW.getEpochSecond() + 301)),
                defect(DpopDefect.TIME, "expired", proof -> proof.claims.put("exp", NOW.getEpochSecond() - 600)),
                defect(DpopDefect.NONCE, "no nonce", proof -> proof.claims.remove("nonce")),
                defect(DpopDefect.NONCE, "a nonce of its own", proof -> proof.claims.put("nonce", "abc")),
                defect(
                        DpopDefect.NONCE,
                        "a nonce of somebody else",
                        proof -> proof.claims.put("nonce", new DpopNonces(new Random(2)).next(NOW))),
                defect(DpopDefect.CLAIM, "no jti", proof -> proof.claims.remove("jti")),
                defect(DpopDefect.CLAIM, "an empty jti", proof -> proof.claims.put("jti", "")),
                defect(DpopDefect.CLAIM, "a long jti", proof -> proof.claims.put("jti", "x".repeat(257))),
                defect(DpopDefect.CLAIM, "no htm", proof -> proof.claims.remove("htm")),
                defect(DpopDefect.CLAIM, "no htu", proof -> proof.claims.remove("htu")),
                defect(DpopDefect.CLAIM, "no iat", proof -> proof.claims.remove("iat")),
                defect(DpopDefect.CLAIM, "iat is a text", proof -> proof.claims.put("iat", "now")),
                defect(
                        DpopDefect.PRIVATE_KEY,
                        "a private jwk",
                        proof -> ((ObjectNode) proof.header.get("jwk")).put("d", RawProof.secret(KEY))),
                defect(
                        DpopDefect.PRIVATE_KEY,
                        "a symmetric jwk",
                        proof -> proof.header.set(
                                "jwk", Json.object().put("kty", "oct").put("k", "c2VjcmV0"))),
                defect(DpopDefect.ALGORITHM, "alg none", proof -> proof.header.put("alg", "none")),
                defect(DpopDefect.ALGORITHM, "alg HS256", proof -> proof.header.put("alg", "HS256")),
                defect(DpopDefect.ALGORITHM, "alg of another key", proof -> proof.header.put("alg", "PS256")),
                defect(DpopDefect.ALGORITHM, "alg not on the list", proof -> proof.header.put("alg", "RS256")),
                defect(DpopDefect.TYPE, "typ JWT", proof -> proof.header.put("typ", "JWT")),
                defect(DpopDefect.TYPE, "no typ", proof -> proof.header.remove("typ")),
                defect(DpopDefect.TYPE, "typ of a token", proof -> proof.header.put("typ", "at+jwt")),
                defect(DpopDefect.HEADER, "no jwk", proof -> proof.header.remove("jwk")),
                defect(
                        DpopDefect.HEADER,
                        "the key somewhere else",
                        proof -> proof.header.put("jku", "https://evil.example.com/keys")),
                defect(
                        DpopDefect.HEADER,
                        "an extension",
                        proof -> proof.header.putArray("crit").add("exp")),
                defect(
                        DpopDefect.KEY,
                        "a point that is not on the curve",
                        proof -> ((ObjectNode) proof.header.get("jwk"))
                                .set("y", RawProof.jwk(OTHER).get("y"))),
                defect(
                        DpopDefect.SIGNATURE,
                        "signed by another key",
                        nothing(),
                        proof -> proof.signed(OTHER.getPrivate())),
                defect(
                        DpopDefect.SIGNATURE,
                        "a changed signature",
                        nothing(),
                        proof -> RawProof.broken(proof.signed())),
                defect(
                        DpopDefect.SIGNATURE,
                        "no signature",
                        nothing(),
                        proof -> RawProof.withoutSignature(proof.signed())),
                defect(DpopDefect.MALFORMED, "two parts", nothing(), proof -> "a.b"),
                defect(DpopDefect.MALFORMED, "no base64url", nothing(), proof -> "!" + proof.signed()),
                defect(
                        DpopDefect.MALFORMED,
                        "a claim that occurs twice",
                        nothing(),
                        proof -> RawProof.signed(
                                proof.header.toString(),
                                proof.claims.toString().replace("{", "{\"htm\":\"GET\","),
                                KEY.getPrivate())),
                defect(DpopDefect.TOO_LARGE, "huge", proof -> proof.claims.put("more", "x".repeat(8 << 10))));
    }

    @ParameterizedTest(name = "{1}: {0}")
    @MethodSource("defects")
    void eachDefectHasItsReason(
            DpopDefect defect, String what, Consumer<RawProof> change, Function<RawProof, String> written) {
        DpopCheck.Outcome outcome = check(written.apply(good().with(change)));

        assertThat(defect(outcome)).isEqualTo(defect);
        assertThat(((DpopCheck.Outcome.Refused) outcome).nonce().isPresent()).isEqualTo(defect == DpopDefect.NONCE);
        // What is refused does not use anything up.
        assertThat(check(good().signed())).isInstanceOf(DpopCheck.Outcome.Proven.class);
    }

    @Test
    void headersOtherThanOne() {
        assertThat(defect(check())).isEqualTo(DpopDefect.MISSING);
        assertThat(defect(check(good().signed(), good().signed()))).isEqualTo(DpopDefect.SEVERAL);
    }

    @Test
    void theProofOfAnotherKey() {
        RawProof proof = RawProof.by(OTHER);
        proof.claims.setAll(good().claims);

        assertThat(defect(check(proof.signed()))).isEqualTo(DpopDefect.KEY_MISMATCH);
    }

    @Test
    void whoKnowsNoMoreTakesNothing() {
        var full = new DpopCheck(nonces, new ReplayCache(1));

        assertThat(full.check("agent", List.of(good().signed()), expected(), NOW))
                .isInstanceOf(DpopCheck.Outcome.Proven.class);
        String next = good().with(proof -> proof.claims.put("jti", "two")).signed();
        assertThat(defect(full.check("agent", List.of(next), expected(), NOW))).isEqualTo(DpopDefect.UNCERTAIN);
    }

    @Test
    void theKeysOfAnAgentShareItsRoom() {
        var small = new DpopCheck(nonces, new ReplayCache(2));
        var anyKey = new DpopCheck.Expected("POST", ADDRESS, Optional.of(TOKEN), Optional.empty());
        RawProof byOther = RawProof.by(OTHER);
        byOther.claims.setAll(good().claims);
        String next = byOther.signed();

        assertThat(small.check("noisy", good().signed(), anyKey, NOW)).isInstanceOf(DpopCheck.Outcome.Proven.class);
        assertThat(defect(small.check("noisy", next, anyKey, NOW))).isEqualTo(DpopDefect.UNCERTAIN);
        assertThat(small.check("quiet", next, anyKey, NOW)).isInstanceOf(DpopCheck.Outcome.Proven.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTPS://Gateway.Example.COM/mcp/erp",
                "https://gateway.example.com:443/mcp/erp",
                "https://gateway.example.com/%6dcp/erp"
            })
    void otherWaysToWriteTheAddress(String written) {
        String proof = good().with(it -> it.claims.put("htu", written)).signed();

        assertThat(check(proof)).isInstanceOf(DpopCheck.Outcome.Proven.class);
    }

    @Test
    void noncesEndAndAreReplacedBefore() {
        String proof = good().signed();
        Instant late = NOW.plus(Duration.ofSeconds(70));
        Instant later = NOW.plus(DpopNonces.LIFE);

        assertThat(defect(check.check("agent", List.of(proof), expected(), later)))
                .isEqualTo(DpopDefect.NONCE);
        assertThat(check.check("agent", List.of(proof), expected(), late))
                .isInstanceOfSatisfying(
                        DpopCheck.Outcome.Proven.class,
                        proven -> assertThat(nonces.end(proven.nonce().orElseThrow(), later))
                                .isPresent());
    }

    @Test
    void everyReasonHasAWordOfItsOwn() {
        Set<DpopDefect> all = EnumSet.allOf(DpopDefect.class);

        assertThat(all.stream().map(DpopDefect::text))
                .doesNotHaveDuplicates()
                .allMatch(text -> text.matches("dpop-[a-z-]+"));
        assertThat(all.stream().map(DpopDefect::message)).doesNotHaveDuplicates();
    }
}
