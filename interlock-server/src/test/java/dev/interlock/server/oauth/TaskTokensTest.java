package dev.interlock.server.oauth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.fixture.Trees;
import dev.interlock.server.jose.Algorithm;
import dev.interlock.server.jose.Jwt;
import dev.interlock.server.jose.JwtProblem;
import dev.interlock.server.jose.JwtResult;
import dev.interlock.server.jose.SigningKeys;
import dev.interlock.server.json.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TaskTokensTest {

    private static final Instant NOW = Instant.parse("2026-11-26T12:00:00Z");
    private static final String ISSUER = "https://gateway.example.com";
    private static final Resources RESOURCES = new Resources(Set.of("erp"), Set.of("orders"));

    private SigningKeys keys;
    private SigningKeys laneKeys;
    private TokenKeys both;
    private TaskTokens tokens;

    @BeforeEach
    void open(@TempDir Path folder) throws IOException {
        keys = SigningKeys.open(folder, Algorithm.ED25519, NOW, new SecureRandom());
        laneKeys = SigningKeys.openForLanes(folder, Algorithm.ED25519, NOW, new SecureRandom());
        both = new TokenKeys(keys, laneKeys);
        tokens = new TaskTokens(() -> ISSUER, RESOURCES, both);
    }

    private static TaskToken token(String resource) {
        return new TaskToken(7, 3, "ada", resource, new TaskToken.Binding.Key("thumbprint"), NOW.plusSeconds(300));
    }

    private String minted() {
        return tokens.mint(token("/mcp/erp"), Json.array(), NOW);
    }

    private JwtProblem problem(TaskTokens by, String text, Instant now) {
        return by.verify(text, now).refusal().orElseThrow().problem();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/mcp", "/mcp/erp", "/rest/orders"})
    void whatIsMadeIsTaken(String resource) {
        String text = tokens.mint(token(resource), Json.array(), NOW);

        assertThat(tokens.verify(text, NOW)).isEqualTo(JwtResult.ok(token(resource)));
        assertThat(problem(tokens, text, NOW.plusSeconds(300))).isEqualTo(JwtProblem.EXPIRED);
    }

    @Test
    void anotherServersTokens() {
        var other = new TaskTokens(() -> "https://other.example.com", RESOURCES, both);
        assertThat(problem(other, minted(), NOW)).isEqualTo(JwtProblem.ISSUER);
        var withoutErp = new TaskTokens(() -> ISSUER, new Resources(Set.of(), Set.of()), both);
        assertThat(problem(withoutErp, minted(), NOW)).isEqualTo(JwtProblem.AUDIENCE);
    }

    @Test
    void aTokenOutlivesTheRotationOfItsKey() throws IOException {
        String text = minted();
        assertThat(tokens.verify(text, NOW)).isInstanceOf(JwtResult.Ok.class);

        keys.rotate(NOW, Duration.ofMinutes(10));

        assertThat(tokens.verify(text, NOW)).isInstanceOf(JwtResult.Ok.class);
        assertThat(tokens.verify(minted(), NOW)).isInstanceOf(JwtResult.Ok.class);
    }

    @Test
    void keysThatAreKnownToOthersProveNothingAnyMore() throws IOException {
        String text = minted();
        assertThat(tokens.verify(text, NOW)).isInstanceOf(JwtResult.Ok.class);

        keys.replaceAll(NOW);

        assertThat(problem(tokens, text, NOW)).isEqualTo(JwtProblem.KEY_UNKNOWN);
    }

    @Test
    void aTokenOfALaneIsSignedByAKeyOfItsOwn() {
        TaskToken lane = new TaskToken(
                7,
                3,
                "ada",
                "/mcp/erp",
                new TaskToken.Binding.Key("thumbprint"),
                NOW.plusSeconds(300),
                OptionalLong.of(2));
        String text = tokens.mint(lane, Json.array(), NOW);

        assertThat(tokens.verify(text, NOW)).isEqualTo(JwtResult.ok(lane));
        assertThat(Jwt.read(text).toOptional().orElseThrow().keyId()).contains(laneKeys.currentId());
        assertThat(both.jwks().get("keys"))
                .hasSize(4)
                .extracting(key -> key.get("kid").textValue())
                .contains(keys.currentId(), laneKeys.currentId())
                .doesNotHaveDuplicates();
        // Whoever knows one of the keys makes no token of the other kind.
        assertThat(problem(tokens, keys.sign("at+jwt", claims().put("lane", "lane-2")), NOW))
                .isEqualTo(JwtProblem.CLAIM);
        assertThat(problem(tokens, laneKeys.sign("at+jwt", claims()), NOW)).isEqualTo(JwtProblem.CLAIM);
        assertThat(tokens.verify(keys.sign("at+jwt", claims()), NOW)).isInstanceOf(JwtResult.Ok.class);
    }

    private static ObjectNode claims() {
        ObjectNode claims = Json.object()
                .put("iss", ISSUER)
                .put("aud", ISSUER + "/mcp/erp")
                .put("sub", "ada")
                .put("iat", NOW.getEpochSecond())
                .put("exp", NOW.getEpochSecond() + 300)
                .put("jti", "lease-7")
                .put("task", "t-3");
        claims.set("cnf", Json.object().put("jkt", "thumbprint"));
        return claims;
    }

    @Test
    void aTokenOfAnotherType() {
        String other = keys.sign(
                "jwt",
                Json.object()
                        .put("iss", ISSUER)
                        .put("aud", ISSUER + "/mcp/erp")
                        .put("sub", "ada")
                        .put("iat", NOW.getEpochSecond())
                        .put("exp", NOW.getEpochSecond() + 300)
                        .put("jti", "lease-7")
                        .put("task", "t-3")
                        .set("cnf", Json.object().put("jkt", "thumbprint")));
        assertThat(problem(tokens, other, NOW)).isEqualTo(JwtProblem.TYPE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"jkt\":\"a\",\"x5t#S256\":\"b\"}", "{\"kid\":\"a\"}"})
    void aTokenThatIsBoundToNoOneKey(String cnf) throws IOException {
        ObjectNode claims = claims();
        claims.set("cnf", Trees.object(cnf.getBytes(UTF_8)));
        assertThat(problem(tokens, keys.sign("at+jwt", claims), NOW)).isEqualTo(JwtProblem.CLAIM);
    }
}
