package dev.interlock.server.identity;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.engine.model.Caller;
import dev.interlock.server.fixture.Quiet;
import dev.interlock.server.identity.registry.Registry;
import dev.interlock.server.identity.registry.Token;
import dev.interlock.server.identity.spiffe.SpiffeId;
import dev.interlock.server.identity.spiffe.TrustDomain;
import dev.interlock.server.identity.trust.BundlePlace;
import dev.interlock.server.identity.trust.TrustConfig;
import dev.interlock.server.jose.JwtProblem;
import dev.interlock.server.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** JWT-SVIDs as bearer tokens: what counts as one, whose it is, and which instance. */
class CallersTest {

    private static final Instant NOW = Instant.parse("2026-11-26T10:00:00Z");
    private static final Token TOKEN = Token.create(new SecureRandom());

    @TempDir
    Path folder;

    private final AtomicReference<Instant> clock = new AtomicReference<>(NOW);
    private final SvidIssuer issuer = new SvidIssuer("example.org");
    private Path bundle;
    private Callers callers;

    @BeforeAll
    static void quiet() {
        Quiet.on();
    }

    private static Registry registry() {
        return new Registry(List.of(
                new Registry.Entry(
                        party("clerk"),
                        List.of(),
                        List.of(SpiffeId.parse("spiffe://example.org/clerk").orElseThrow())),
                new Registry.Entry(party("payer"), List.of(TOKEN.hash()))));
    }

    private static Caller party(String name) {
        return new Caller(name, "unproven", false, true, new TreeMap<>(), new TreeSet<>(), Optional.empty());
    }

    private Callers open(boolean singleUse) throws IOException {
        var tokens = new TrustConfig.Tokens(
                Set.of(SvidIssuer.AUDIENCE), Duration.ofSeconds(30), Duration.ofHours(1), singleUse);
        return Trust.open(
                new TrustConfig(new TreeMap<>(Map.of(
                        new TrustDomain("example.org"), new TrustConfig.Domain(new BundlePlace.File(bundle), tokens)))),
                registry(),
                Sequences.in(folder),
                clock::get);
    }

    @BeforeEach
    void open() throws IOException {
        bundle = Files.write(folder.resolve("example.org.json"), issuer.bundleBytes());
        callers = open(false);
    }

    private Authentication bearer(String token) {
        return callers.identify(Optional.of("Bearer " + token), Optional.empty());
    }

    private Authentication.Known known(String token) {
        return bearer(token) instanceof Authentication.Known known ? known : fail(bearer(token));
    }

    private static Authentication.Known fail(Authentication other) {
        throw new AssertionError("not known: " + other);
    }

    private JwtProblem problem(String token) {
        return bearer(token) instanceof Authentication.Unknown unknown
                ? unknown.problem().orElseThrow(() -> new AssertionError(unknown.message()))
                : problemOf(token);
    }

    private static JwtProblem problemOf(String token) {
        throw new AssertionError("accepted: " + token);
    }

    private JwtProblem changed(Consumer<ObjectNode> change) {
        return problem(issuer.svid("/clerk", clock.get(), change));
    }

    private JwtProblem withHeader(Consumer<ObjectNode> change) {
        ObjectNode header = Json.object()
                .put("alg", "ES256")
                .put("kid", issuer.key().published().id().orElseThrow());
        change.accept(header);
        // Signatures cannot be made for any header from outside, and need not: the header is looked at first.
        String[] parts = issuer.svid("/clerk", clock.get()).split("\\.");
        String encoded = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(header.toString().getBytes(UTF_8));
        return problem(encoded + '.' + parts[1] + '.' + parts[2]);
    }

    @Test
    void anSvidProvesTheWorkloadThatIsRegistered() {
        Authentication.Known known = known(issuer.svid("/clerk", NOW));
        assertThat(known.caller().name()).isEqualTo("clerk");
        Proven proven = known.proven().orElseThrow();
        assertThat(proven.subject()).isEqualTo("spiffe://example.org/clerk");
        assertThat(proven.issuer()).isEqualTo("example.org");
        assertThat(proven.until()).isEqualTo(NOW.plusSeconds(300));
    }

    @Test
    void aTokenOfTheConfigurationCountsAsBefore() {
        assertThat(known(TOKEN.reveal()).caller().runtime())
                .isEqualTo(TOKEN.hash().runtime());
        assertThat(bearer(Token.create(new SecureRandom()).reveal())).isInstanceOf(Authentication.Unknown.class);
        assertThat(callers.identify(Optional.empty(), Optional.empty())).isInstanceOf(Authentication.Unknown.class);
        assertThat(callers.identify(Optional.of("Basic " + TOKEN.reveal()), Optional.empty()))
                .isInstanceOf(Authentication.Unknown.class);
    }

    @Test
    void theRuntimeIsTheAttestedInstance() {
        String first = issuer.svid("/clerk", NOW, claims -> claims.put("jti", "1"));
        String again = issuer.svid("/clerk", NOW.plusSeconds(1), claims -> claims.put("jti", "1"));
        String second = issuer.svid("/clerk", NOW, claims -> claims.put("jti", "2"));
        String nameless = issuer.svid("/clerk", NOW);
        assertThat(known(first).caller().runtime())
                .matches("svid-[0-9a-f]{32}")
                .isEqualTo(known(first).caller().runtime())
                .isEqualTo(known(again).caller().runtime())
                .isNotEqualTo(known(second).caller().runtime())
                .isNotEqualTo(known(nameless).caller().runtime());
    }

    @Test
    void aTokenThatIsBoundToAKeyCountsOnlyWithThatKeyWhichIsTheInstanceThen() {
        String bound =
                issuer.svid("/clerk", NOW, claims -> claims.putObject("cnf").put("jkt", "thumb"));
        assertThat(problem(bound)).isEqualTo(JwtProblem.KEY_UNKNOWN);
        Proven proven = callers.verify(bound, Optional.empty(), Optional.of("thumb"))
                .toOptional()
                .orElseThrow();
        assertThat(proven.party().runtime()).matches("key-[0-9a-f]{32}");
        assertThat(callers.verify(bound, Optional.empty(), Optional.of("other"))
                        .refusal()
                        .orElseThrow()
                        .problem())
                .isEqualTo(JwtProblem.KEY_UNKNOWN);
        assertThat(changed(claims -> claims.putObject("cnf").put("x5t#S256", "thumb")))
                .isEqualTo(JwtProblem.KEY_UNKNOWN);
        assertThat(changed(claims -> claims.putObject("cnf").put("kid", "thumb")))
                .isEqualTo(JwtProblem.CLAIM);
        assertThat(changed(claims -> claims.put("cnf", "thumb"))).isEqualTo(JwtProblem.CLAIM);
    }

    @Test
    void claimsOfAnSvidAreHeldAgainstTheStandard() {
        assertThat(changed(claims -> claims.put("sub", "spiffe://example.org/clerk/")))
                .isEqualTo(JwtProblem.ISSUER);
        assertThat(changed(claims -> claims.remove("sub"))).isEqualTo(JwtProblem.ISSUER);
        assertThat(changed(claims -> claims.put("aud", "https://other.example")))
                .isEqualTo(JwtProblem.AUDIENCE);
        assertThat(changed(claims -> claims.remove("aud"))).isEqualTo(JwtProblem.CLAIM);
        assertThat(changed(claims -> claims.remove("exp"))).isEqualTo(JwtProblem.CLAIM);
        assertThat(changed(
                        claims -> claims.put("exp", NOW.getEpochSecond() - 30).remove("iat")))
                .isEqualTo(JwtProblem.EXPIRED);
        assertThat(changed(claims -> claims.put("nbf", NOW.getEpochSecond() + 60)))
                .isEqualTo(JwtProblem.NOT_YET);
        assertThat(changed(claims -> claims.put("exp", NOW.getEpochSecond() + 7200)))
                .isEqualTo(JwtProblem.LIFETIME);
        assertThat(changed(claims -> claims.put("sub", "spiffe://example.org/nobody")))
                .isEqualTo(JwtProblem.CLAIM);
    }

    @Test
    void theHeaderHoldsNothingButWhatTheStandardNames() {
        for (String other : List.of("x5t", "nonce", "jku", "jwk", "x5u", "x5c", "crit", "cty", "b64")) {
            assertThat(withHeader(header -> header.put(other, "x"))).as(other).isEqualTo(JwtProblem.HEADER);
        }
        assertThat(withHeader(header -> header.put("typ", "at+jwt"))).isEqualTo(JwtProblem.TYPE);
        assertThat(withHeader(header -> header.put("typ", "jwt"))).isEqualTo(JwtProblem.TYPE);
        assertThat(withHeader(header -> header.put("typ", "wit+jwt"))).isEqualTo(JwtProblem.TYPE);
        assertThat(withHeader(header -> header.put("alg", "EdDSA"))).isEqualTo(JwtProblem.ALGORITHM);
        assertThat(withHeader(header -> header.put("alg", "HS256"))).isEqualTo(JwtProblem.ALGORITHM);
        assertThat(withHeader(header -> header.put("alg", "none"))).isEqualTo(JwtProblem.ALGORITHM);
        assertThat(withHeader(header -> header.remove("kid")))
                .as("kid is optional")
                .isEqualTo(JwtProblem.SIGNATURE);
    }

    @Test
    void keysOfOneDomainSayNothingAboutAnother() {
        assertThat(changed(claims -> claims.put("sub", "spiffe://other.org/clerk")))
                .isEqualTo(JwtProblem.ISSUER);
        SvidIssuer liar = new SvidIssuer("example.org");
        assertThat(problem(liar.svid("/clerk", NOW))).isEqualTo(JwtProblem.KEY_UNKNOWN);
    }

    @Test
    void rotatedKeysCountFromTheNextLookAndRevokedOnesNoMore() throws IOException {
        String old = issuer.svid("/clerk", NOW);
        known(old);
        issuer.rotate();
        Files.write(bundle, issuer.bundleBytes());
        String fresh = issuer.svid("/clerk", NOW);
        assertThat(problem(fresh)).as("within the pause").isEqualTo(JwtProblem.KEY_UNKNOWN);
        clock.set(NOW.plusSeconds(1));
        known(fresh);
        assertThat(problem(old)).as("though it was verified before").isEqualTo(JwtProblem.KEY_UNKNOWN);
    }

    @Test
    void anOlderBundleIsNotTakenBack() throws IOException {
        byte[] before = issuer.bundleBytes();
        String stolen = issuer.svid("/clerk", NOW);
        issuer.rotate();
        Files.write(bundle, issuer.bundleBytes());
        clock.set(NOW.plusSeconds(1));
        assertThat(problem(stolen)).isEqualTo(JwtProblem.KEY_UNKNOWN);
        Files.write(bundle, before);
        clock.set(NOW.plusSeconds(2));
        assertThat(problem(stolen)).isEqualTo(JwtProblem.KEY_UNKNOWN);
        known(issuer.svid("/clerk", NOW));
    }

    @Test
    void anOlderBundleIsNotTakenBackByARestartEither() throws IOException {
        byte[] before = issuer.bundleBytes();
        issuer.rotate();
        Files.write(bundle, issuer.bundleBytes());
        callers = open(false);
        Files.write(bundle, before);
        assertThatThrownBy(() -> open(false))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("lower than 3")
                .hasMessageContaining(Sequences.FILE);
        Files.writeString(
                bundle, new String(before, UTF_8).replaceFirst("\"spiffe_sequence\"\\s*:\\s*[0-9]+\\s*,?", ""));
        assertThatThrownBy(() -> open(false))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(
                        "its `spiffe_sequence` is missing, so it may be older than 3, the last one trusted");
        Files.write(bundle, issuer.bundleBytes());
        open(false);
        Files.writeString(folder.resolve(Sequences.FILE), "{\"example.org\": \"3\"}");
        assertThatThrownBy(() -> open(false)).isInstanceOf(IOException.class).hasMessageContaining("malformed");
    }

    @Test
    void aBrokenOrMissingFileChangesNothingAndAnEmptyBundleRevokesAll() throws IOException {
        String token = issuer.svid("/clerk", NOW);
        Files.writeString(bundle, "{");
        clock.set(NOW.plusSeconds(1));
        known(token);
        Files.delete(bundle);
        clock.set(NOW.plusSeconds(2));
        known(token);
        ObjectNode empty = issuer.bundle();
        empty.putArray("keys");
        Files.writeString(bundle, empty.toString());
        clock.set(NOW.plusSeconds(3));
        assertThat(problem(token)).isEqualTo(JwtProblem.KEY_UNKNOWN);
    }

    @Test
    void withoutABundleThereIsNoStart() throws IOException {
        Files.delete(bundle);
        assertThatThrownBy(() -> open(false)).isInstanceOf(IOException.class);
        Files.writeString(bundle, "{}");
        assertThatThrownBy(() -> open(false))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("example.org.json")
                .hasMessageContaining("keys");
    }

    @Test
    void aTokenForOneUseIsTakenOnce() throws IOException {
        callers = open(true);
        String token = issuer.svid("/clerk", NOW, claims -> claims.put("jti", "1"));
        known(token);
        assertThat(problem(token)).isEqualTo(JwtProblem.REPLAYED);
        String sameId = issuer.svid("/clerk", NOW.plusSeconds(1), claims -> claims.put("jti", "1"));
        assertThat(problem(sameId)).isEqualTo(JwtProblem.REPLAYED);
        known(issuer.svid("/clerk", NOW, claims -> claims.put("jti", "2")));
        assertThat(problem(issuer.svid("/clerk", NOW))).as("without an id").isEqualTo(JwtProblem.CLAIM);
    }

    @Test
    void otherwiseATokenIsTakenUntilItExpires() {
        String token = issuer.svid("/clerk", NOW);
        known(token);
        clock.set(NOW.plusSeconds(329));
        known(token);
        clock.set(NOW.plusSeconds(330));
        assertThat(problem(token)).isEqualTo(JwtProblem.EXPIRED);
    }

    @Test
    void refusalsSayWhatToDoAndNothingOfTheToken() {
        String token = issuer.svid("/clerk", NOW, claims -> claims.put("aud", "s3cret"));
        String message = ((Authentication.Unknown) bearer(token)).message();
        assertThat(message)
                .contains(SvidIssuer.AUDIENCE)
                .doesNotContain("s3cret")
                .doesNotContain(token);
    }
}
