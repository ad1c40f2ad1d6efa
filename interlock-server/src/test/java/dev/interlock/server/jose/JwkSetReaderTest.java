package dev.interlock.server.jose;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.json.Json;
import java.security.SecureRandom;
import java.util.List;
import org.junit.jupiter.api.Test;

class JwkSetReaderTest {

    private static final ObjectNode KEY = SigningKey.generate(Algorithm.ED25519, new SecureRandom())
            .published()
            .jwk();

    private static JwtResult<KeySet> read(String... keys) {
        return JwkSetReader.read(("{\"keys\":[" + String.join(",", keys) + "]}").getBytes(UTF_8));
    }

    @Test
    void keysOfNoUseAreLeftOut() {
        KeySet keys = read(
                        KEY.toString(),
                        KEY.deepCopy().put("use", "enc").toString(),
                        KEY.deepCopy().put("kty", "FUTURE").toString(),
                        KEY.deepCopy().put("crv", "Ed448").toString(),
                        KEY.deepCopy().put("x", "AAAA").toString(),
                        KEY.deepCopy().put("alg", "ES256").toString())
                .toOptional()
                .orElseThrow();
        assertThat(keys.keys()).hasSize(1);
        assertThat(keys.keys().getFirst().algorithms()).containsExactly(Algorithm.ED25519);
    }

    @Test
    void theThumbprintIsThatOfTheStandard() {
        // RFC 8037, appendix A.3
        ObjectNode jwk = Json.object()
                .put("kty", "OKP")
                .put("crv", "Ed25519")
                .put("x", "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo");
        assertThat(VerificationKey.of(jwk).toOptional().orElseThrow().thumbprint())
                .isEqualTo("kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
    }

    @Test
    void aSetThatHoldsASecretIsRefusedAsAWhole() {
        for (String secret : List.of("d", "k", "p")) {
            assertThat(read(KEY.toString(), KEY.deepCopy().put(secret, "AAAA").toString())
                            .refusal()
                            .orElseThrow()
                            .problem())
                    .isEqualTo(JwtProblem.KEY_UNFIT);
        }
    }

    @Test
    void twoKeysOfOneIdAreRefused() {
        String named = KEY.deepCopy().put("kid", "a").toString();
        assertThat(read(named, named).refusal().orElseThrow().problem()).isEqualTo(JwtProblem.KEY_UNFIT);
    }

    @Test
    void whatIsNoSetIsRefused() {
        for (String text : List.of("", "[]", "{}", "{\"keys\":{}}", "{\"keys\":[1]}", "{\"keys\":[],\"keys\":[]}")) {
            assertThat(JwkSetReader.read(text.getBytes(UTF_8))
                            .refusal()
                            .orElseThrow()
                            .problem())
                    .isEqualTo(JwtProblem.MALFORMED);
        }
        assertThat(JwkSetReader.read(new byte[JwkSetReader.MAX_BYTES + 1])
                        .refusal()
                        .orElseThrow()
                        .problem())
                .isEqualTo(JwtProblem.TOO_LARGE);
    }

    @Test
    void anEmptySetVerifiesNothing() {
        assertThat(read().toOptional().orElseThrow().isEmpty()).isTrue();
    }
}
