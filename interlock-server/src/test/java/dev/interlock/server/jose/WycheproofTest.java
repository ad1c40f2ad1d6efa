package dev.interlock.server.jose;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.fixture.Shared;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * Project Wycheproof's vectors for JWS and JWK. Its payloads are no JSON (`foo`), so signatures are checked as {@link KeySet} does, on
 * the parts; symmetric keys are none of ours, and each of their groups has to be refused as a whole.
 */
class WycheproofTest {

    /** Valid by the vectors, and refused: the key's {@code alg} is another than the token's, or does not exist. */
    private static boolean isOfAnotherAlgorithm(JsonNode key, String jws) {
        String header = new String(Base64.getUrlDecoder().decode(jws.substring(0, jws.indexOf('.'))), UTF_8);
        return key.has("alg") && !header.contains("\"alg\":" + key.get("alg"));
    }

    private static JsonNode vectors(String file) throws IOException {
        return new ObjectMapper()
                .readTree(Shared.folder("vectors/jose").resolve(file).toFile())
                .get("testGroups");
    }

    @Test
    void signaturesAreJudgedAsTheVectorsSay() throws IOException {
        List<String> wrong = new ArrayList<>();
        int valid = 0;
        int invalid = 0;
        for (JsonNode group : vectors("json_web_signature_test.json")) {
            boolean symmetric = !group.has("public");
            JsonNode key = symmetric ? group.get("private") : group.get("public");
            for (JsonNode test : group.get("tests")) {
                boolean expected = test.get("result").textValue().equals("valid")
                        && !symmetric
                        && !isOfAnotherAlgorithm(key, text(test.get("jws")));
                boolean actual = accepted((ObjectNode) key, text(test.get("jws")));
                if (expected) {
                    valid++;
                } else {
                    invalid++;
                }
                if (expected != actual) {
                    wrong.add(test.get("tcId") + " " + test.get("comment") + " of " + group.get("comment"));
                }
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(valid).isGreaterThan(30);
        assertThat(invalid).isGreaterThan(300);
    }

    @Test
    void setsOfKeysAreJudgedAsTheVectorsSay() throws IOException {
        List<String> wrong = new ArrayList<>();
        int valid = 0;
        for (JsonNode group : vectors("json_web_key_test.json")) {
            boolean symmetric = !group.has("public");
            JsonNode set = symmetric ? group.get("private") : group.get("public");
            for (JsonNode test : group.get("tests")) {
                boolean expected = test.get("result").textValue().equals("valid") && !symmetric;
                Optional<KeySet> keys =
                        JwkSetReader.read(set.toString().getBytes(UTF_8)).toOptional();
                boolean actual = keys.isPresent() && accepted(keys.get(), text(test.get("jws")));
                valid += expected ? 1 : 0;
                if (expected != actual) {
                    wrong.add(test.get("tcId") + " " + test.get("comment") + " of " + group.get("comment"));
                }
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(valid).isPositive();
    }

    /** Some are in JSON form, which is none that is read here. */
    private static String text(JsonNode jws) {
        return jws.isTextual() ? jws.textValue() : jws.toString();
    }

    private static boolean accepted(ObjectNode jwk, String jws) {
        return JwkSetReader.read(List.of(jwk))
                .toOptional()
                .filter(keys -> accepted(keys, jws))
                .isPresent();
    }

    /** As {@link JwtRules#verify}, but that the payload may be anything. */
    private static boolean accepted(KeySet keys, String jws) {
        return Jws.read(jws)
                .then(JwtRules.ofType("jwt", "")::header)
                .then(keys::signerOf)
                .toOptional()
                .isPresent();
    }
}
