package dev.interlock.server.identity.oidc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.server.fixture.Issuer;
import dev.interlock.server.fixture.Until;
import dev.interlock.server.http.fetch.Fetch;
import dev.interlock.server.jose.Claims;
import dev.interlock.server.jose.Jwt;
import dev.interlock.server.jose.JwtProblem;
import dev.interlock.server.jose.JwtResult;
import dev.interlock.server.jose.KeySet;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is taken of an issuer's tokens, and what becomes of them when its keys change, cannot be had, or are lies. */
class IssuerTokensTest {

    private static final String AUDIENCE = "https://interlock.example.com";
    private static final String HERE = "/jwks";

    private final Instant start = Instant.now();
    private final CountDownLatch over = new CountDownLatch(1);
    private Issuer issuer;
    private IssuerTokens tokens;

    @BeforeEach
    void start() throws Exception {
        issuer = new Issuer();
        issuer.life(5 * 3600);
        tokens = tokens(Set.of());
    }

    @AfterEach
    void stop() {
        over.countDown();
        tokens.close();
        issuer.close();
    }

    private IssuerTokens tokens(Set<String> clients) {
        return tokens(clients, Duration.ofMinutes(1));
    }

    /** @param patience how long the issuer may take to answer */
    private IssuerTokens tokens(Set<String> clients, Duration patience) {
        var fetch = new Fetch(patience, Fetch.MAX_BYTES, Optional.empty());
        return new IssuerTokens(
                issuer.name(),
                new IssuerKeys(issuer.name(), fetch),
                Set.of(AUDIENCE),
                Duration.ofSeconds(30),
                Duration.ofHours(6),
                clients);
    }

    private String token(Map<String, Object> claims) {
        return issuer.token("at+jwt", claims);
    }

    private String token() {
        return token(Map.of("aud", AUDIENCE));
    }

    private JwtResult<Claims> verified(String token, Instant now) {
        return Jwt.read(token).then(jwt -> tokens.verify(jwt, now));
    }

    private Optional<JwtProblem> problem(String token, Instant now) {
        return verified(token, now).refusal().map(JwtResult.Refused::problem);
    }

    private Optional<JwtProblem> problem(String token) {
        return problem(token, start);
    }

    @Test
    void aGoodTokenIsTakenWhateverItsTypeIsCalled() {
        assertThat(problem(token())).isEmpty();
        assertThat(problem(issuer.token("JWT", Map.of("aud", List.of("other", AUDIENCE)))))
                .isEmpty();
        assertThat(problem(issuer.token("", Map.of("aud", AUDIENCE)))).isEmpty();
        assertThat(issuer.asked(HERE)).isEqualTo(1);
    }

    @Test
    void everyDefectIsRefused() {
        long now = start.getEpochSecond();
        assertThat(problem(token(Map.of("aud", "https://other.example.com")))).contains(JwtProblem.AUDIENCE);
        assertThat(problem(token(Map.of()))).contains(JwtProblem.CLAIM);
        assertThat(problem(token(Map.of("aud", AUDIENCE, "iss", "https://evil.example.com"))))
                .contains(JwtProblem.ISSUER);
        assertThat(problem(token(Map.of("aud", AUDIENCE, "exp", now - 60)))).contains(JwtProblem.EXPIRED);
        assertThat(problem(token(Map.of("aud", AUDIENCE, "nbf", now + 60)))).contains(JwtProblem.NOT_YET);
        assertThat(problem(token(Map.of("aud", AUDIENCE, "iat", now + 60)))).contains(JwtProblem.NOT_YET);
        assertThat(problem(token(Map.of("aud", AUDIENCE, "exp", now + 7 * 3600))))
                .contains(JwtProblem.LIFETIME);
        assertThat(problem(token(Map.of("aud", AUDIENCE, "events", Map.of())))).contains(JwtProblem.TYPE);
        assertThat(problem(issuer.token("logout+jwt", Map.of("aud", AUDIENCE)))).contains(JwtProblem.TYPE);
        for (String missing : List.of("sub", "exp", "iat")) {
            Map<String, Object> claims = new TreeMap<>(
                    Map.of("iss", issuer.name(), "sub", "s", "aud", AUDIENCE, "exp", now + 60, "iat", now));
            claims.remove(missing);
            assertThat(problem(issuer.sign("at+jwt", claims))).contains(JwtProblem.CLAIM);
        }
        String token = token();
        String forged = token.substring(0, token.length() - 8) + "AAAAAAAA";
        assertThat(problem(forged)).contains(JwtProblem.SIGNATURE);
        assertThat(verified(forged, start).refusal().orElseThrow().message()).doesNotContain("AAAAAAAA");
    }

    @Test
    void aTokenForAnotherClientIsRefused() {
        tokens.close();
        tokens = tokens(Set.of("cli", AUDIENCE));
        assertThat(problem(token(Map.of("aud", AUDIENCE, "client_id", "cli")))).isEmpty();
        assertThat(problem(token(Map.of("aud", AUDIENCE, "azp", "cli")))).isEmpty();
        assertThat(problem(token(Map.of("aud", AUDIENCE, "azp", "page")))).contains(JwtProblem.AUDIENCE);
        assertThat(problem(token(Map.of("aud", AUDIENCE, "azp", "cli", "client_id", "page"))))
                .contains(JwtProblem.AUDIENCE);
        assertThat(problem(token(Map.of("aud", List.of(AUDIENCE, "page"))))).contains(JwtProblem.AUDIENCE);
        assertThat(problem(token(Map.of("aud", AUDIENCE)))).isEmpty();
    }

    @Test
    void newKeysAreFoundAndStrangersCannotAskForThemAtWill() {
        String before = token();
        assertThat(problem(before)).isEmpty();
        issuer.rotate();
        Instant later = start.plus(IssuerKeys.PAUSE).plusSeconds(1);
        assertThat(problem(token(), later)).isEmpty();
        assertThat(problem(before, later)).contains(JwtProblem.KEY_UNKNOWN);
        assertThat(issuer.asked(HERE)).isEqualTo(2);
        issuer.rotate();
        for (int i = 0; i < 50; i++) {
            assertThat(problem(token(), later.plusSeconds(5))).contains(JwtProblem.KEY_UNKNOWN);
        }
        assertThat(issuer.asked(HERE)).isEqualTo(2);
        assertThat(problem(token(), later.plusSeconds(11))).isEmpty();
    }

    @Test
    void keysAreAskedForAgainWithoutAnybodyWaiting() throws Exception {
        KeySet first = tokens.keys(start);
        issuer.rotate();
        var asked = new CountDownLatch(1);
        issuer.answer("/.well-known/openid-configuration", exchange -> {
            asked.countDown();
            Issuer.send(exchange, 200, issuer.metadata().toString());
        });
        Instant later = start.plus(IssuerKeys.FRESH).plusSeconds(1);
        assertThat(tokens.keys(later)).isSameAs(first);
        asked.await();
        Until.holds(() -> tokens.keys(later) != first);
        assertThat(tokens.keys(later)).isNotSameAs(first);
        assertThat(problem(token(), later)).isEmpty();
    }

    @Test
    void keysThatStayTheSameAreTheSameObject() {
        KeySet first = tokens.keys(start);
        String unknown = token();
        issuer.rotate();
        String other = token();
        issuer.answer(HERE, 200, "{\"keys\":[]}");
        Instant later = start.plusSeconds(20);
        assertThat(problem(other, later)).contains(JwtProblem.KEY_UNKNOWN);
        assertThat(tokens.keys(later)).isNotSameAs(first); // an empty set is what the issuer says
        assertThat(problem(unknown, later)).contains(JwtProblem.KEY_UNKNOWN);
        KeySet empty = tokens.keys(later);
        assertThat(problem(other, later.plusSeconds(20))).contains(JwtProblem.KEY_UNKNOWN);
        assertThat(tokens.keys(later.plusSeconds(20))).isSameAs(empty);
    }

    @Test
    void anIssuerThatIsDownIsBelievedForAnHour() {
        String token = token();
        assertThat(problem(token)).isEmpty();
        issuer.answer(HERE, 503, "");
        assertThat(problem(token, start.plus(Duration.ofMinutes(59)))).isEmpty();
        assertThat(problem(token, start.plus(Duration.ofMinutes(61)))).contains(JwtProblem.UNCERTAIN);
        // That one may have shared the request of two minutes before, if it was still under way; then this one makes
        // its own.
        assertThat(problem(token, start.plus(Duration.ofMinutes(61)))).contains(JwtProblem.UNCERTAIN);
        long asked = issuer.asked(HERE);
        for (int i = 0; i < 20; i++) {
            problem(token, start.plus(Duration.ofMinutes(61)));
        }
        assertThat(issuer.asked(HERE)).isEqualTo(asked);
        issuer.behave();
        assertThat(problem(token, start.plus(Duration.ofMinutes(62)))).isEmpty();
    }

    @Test
    void anIssuerThatLiesIsNotBelieved() {
        String token = token();
        Instant now = start;
        String discovery = "/.well-known/openid-configuration";
        List<Runnable> lies = List.of(
                () -> issuer.answer(discovery, 200, "{\"issuer\":\"https://evil.example.com\",\"jwks_uri\":\"x\"}"),
                () -> issuer.answer(
                        discovery,
                        200,
                        "{\"issuer\":\"" + issuer.name() + "\",\"jwks_uri\":\"http://evil.example.com/\"}"),
                () -> issuer.answer(discovery, 404, ""),
                () -> issuer.answer(HERE, 200, "{\"keys\":[{\"kty\":\"oct\",\"k\":\"c2VjcmV0\"}]}"),
                () -> issuer.answer(HERE, 200, "{\"keys\":7}"),
                () -> issuer.answer(HERE, 200, "{\"keys\":[],\"keys\":[]}"),
                () -> issuer.answer(HERE, 200, "{\"keys\":[],\"pad\":\"" + "x".repeat(Fetch.MAX_BYTES) + "\"}"),
                () -> issuer.answer(HERE, exchange -> {
                    exchange.getResponseHeaders().set("Location", issuer.name() + "/elsewhere");
                    exchange.sendResponseHeaders(302, -1);
                }));
        for (Runnable lie : lies) {
            issuer.behave();
            lie.run();
            now = now.plusSeconds(11);
            assertThat(problem(token, now)).contains(JwtProblem.UNCERTAIN);
        }
        assertThat(issuer.asked("/elsewhere")).isZero();
        issuer.behave();
        assertThat(problem(token, now.plusSeconds(11))).isEmpty();
    }

    @Test
    void anIssuerThatDoesNotAnswerIsNotWaitedFor() {
        tokens.close();
        tokens = tokens(Set.of(), Duration.ofMillis(500));
        issuer.answer(HERE, exchange -> {
            try {
                over.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        assertThat(problem(token())).contains(JwtProblem.UNCERTAIN);
    }

    @Test
    void manyAtOnceAskOnce() throws Exception {
        String token = token();
        var threads = new ArrayList<Thread>();
        var refused = new AtomicInteger();
        for (int i = 0; i < 20; i++) {
            threads.add(Thread.ofVirtual().start(() -> {
                if (problem(token).isPresent()) {
                    refused.incrementAndGet();
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(refused).hasValue(0);
        assertThat(issuer.asked(HERE)).isEqualTo(1);
    }
}
