package dev.interlock.server.jose;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SigningKeysTest {

    private static final Instant NOW = Instant.parse("2026-11-26T10:00:00Z");
    private static final Duration OVERLAP = Duration.ofMinutes(10);
    private static final JwtRules RULES = JwtRules.ofType("at+jwt");

    @TempDir
    Path folder;

    private SigningKeys open(Algorithm algorithm) throws IOException {
        return SigningKeys.open(folder, algorithm, NOW, new SecureRandom());
    }

    private static ObjectNode claims() {
        return Json.object().put("exp", NOW.plusSeconds(3600).getEpochSecond());
    }

    private static boolean verifies(SigningKeys keys, String token) {
        KeySet published = JwkSetReader.read(keys.jwks().toString().getBytes(UTF_8))
                .toOptional()
                .orElseThrow();
        return RULES.verify(token, published, NOW).toOptional().isPresent();
    }

    @ParameterizedTest
    @EnumSource(names = {"ED25519", "ES256"})
    void whatIsSignedIsVerifiedWithThePublishedSet(Algorithm algorithm) throws IOException {
        SigningKeys keys = open(algorithm);
        String token = keys.sign("at+jwt", claims());
        assertThat(verifies(keys, token)).isTrue();
        assertThat(keys.jwks().get("keys")).hasSize(2).allSatisfy(key -> {
            assertThat(key.get("alg").textValue()).isEqualTo(algorithm.written());
            assertThat(key.has("d")).isFalse();
        });
        assertThat(verifies(open(algorithm), token)).as("after a restart").isTrue();
        assertThat(open(algorithm).currentId()).isEqualTo(keys.currentId());
    }

    @Test
    void theNextKeyIsPublishedBeforeItSignsAndTheOldOneUntilItsTokensHaveExpired() throws IOException {
        SigningKeys keys = open(Algorithm.ED25519);
        String old = keys.sign("at+jwt", claims());
        String next = keys.jwks().get("keys").get(1).get("kid").textValue();
        keys.rotate(NOW, OVERLAP);
        assertThat(keys.currentId()).isEqualTo(next);
        assertThat(keys.jwks().get("keys")).hasSize(3);
        assertThat(verifies(keys, old)).isTrue();
        assertThat(verifies(keys, keys.sign("at+jwt", claims()))).isTrue();
        assertThat(verifies(open(Algorithm.ED25519), old)).as("after a restart").isTrue();

        assertThat(keys.rotateIfDue(NOW.plus(OVERLAP), Duration.ofDays(30), OVERLAP))
                .isFalse();
        assertThat(verifies(keys, old)).isFalse();
        assertThat(verifies(open(Algorithm.ED25519), old)).isFalse();
        assertThat(keys.rotateIfDue(NOW.plus(Duration.ofDays(30)), Duration.ofDays(30), OVERLAP))
                .isTrue();
        assertThat(keys.currentId()).isNotEqualTo(next);
        assertThat(keys.since()).isEqualTo(NOW.plus(Duration.ofDays(30)));
    }

    @Test
    void keysOfAnotherAlgorithmAreRotatedAway() throws IOException {
        String old = open(Algorithm.ED25519).sign("at+jwt", claims());
        SigningKeys keys = open(Algorithm.ES256);
        keys.rotate(NOW, OVERLAP);
        keys.rotate(NOW, OVERLAP);
        String token = keys.sign("at+jwt", claims());
        assertThat(Jwt.read(token).toOptional().orElseThrow().algorithm()).isEqualTo(Algorithm.ES256);
        assertThat(verifies(keys, token)).isTrue();
        assertThat(verifies(keys, old)).isTrue();
    }

    @Test
    void exposedKeysAreReplacedAtOnce() throws IOException {
        SigningKeys keys = open(Algorithm.ED25519);
        String token = keys.sign("at+jwt", claims());
        keys.replaceAll(NOW);
        assertThat(verifies(keys, token)).isFalse();
        assertThat(verifies(open(Algorithm.ED25519), token)).isFalse();
    }

    @Test
    void theFileIsForItsOwnerAlone() throws IOException {
        open(Algorithm.ED25519);
        Path file = folder.resolve(SigningKeys.FILE);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        assertThatThrownBy(() -> open(Algorithm.ED25519))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("other users can access it")
                .hasMessageContaining("chmod 600");
    }

    @Test
    void aFileThatIsNotWhatWasWrittenIsRefusedWithoutQuotingIt() throws IOException {
        SigningKeys keys = open(Algorithm.ED25519);
        Path file = folder.resolve(SigningKeys.FILE);
        String text = Files.readString(file);
        String secret = JwkSetReader.object(text.getBytes(UTF_8))
                .toOptional()
                .orElseThrow()
                .at("/current/secret")
                .textValue();
        String swapped = JwkSetReader.object(text.getBytes(UTF_8))
                .toOptional()
                .orElseThrow()
                .at("/next/secret")
                .textValue();
        for (String broken : new String[] {
            "", "{}", text.substring(0, text.length() / 2), text.replace(secret, swapped), text.replace(secret, "AAAA")
        }) {
            Files.writeString(file, broken);
            assertThatThrownBy(() -> open(Algorithm.ED25519))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("malformed")
                    .hasMessageNotContaining(secret)
                    .hasNoCause();
        }
        assertThat(keys.toString() + SigningKey.generate(Algorithm.ES256, new SecureRandom()))
                .doesNotContain(secret);
    }
}
