package dev.interlock.server.identity.spiffe;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.identity.SvidIssuer;
import dev.interlock.server.jose.JwtResult;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class BundleReaderTest {

    private static final TrustDomain DOMAIN = new TrustDomain("example.org");
    private static final SvidIssuer ISSUER = new SvidIssuer("example.org");

    private static JwtResult<SpiffeBundle> read(Consumer<ObjectNode> change) {
        ObjectNode bundle = ISSUER.bundle();
        change.accept(bundle);
        return BundleReader.read(DOMAIN, bundle.toString().getBytes(UTF_8));
    }

    private static ObjectNode key(ObjectNode bundle) {
        return (ObjectNode) bundle.get("keys").get(0);
    }

    @Test
    void aBundleIsItsKeysSequenceAndHint() {
        SpiffeBundle bundle = read(same -> {}).toOptional().orElseThrow();
        assertThat(bundle.jwtAuthorities().keys()).hasSize(1);
        assertThat(bundle.sequence()).hasValue(2);
        assertThat(bundle.refreshHint()).contains(Duration.ofSeconds(60));
    }

    @Test
    void sequenceAndHintMayBeAbsent() {
        SpiffeBundle bundle = read(tree -> tree.remove(List.of("spiffe_sequence", "spiffe_refresh_hint")))
                .toOptional()
                .orElseThrow();
        assertThat(bundle.sequence()).isEmpty();
        assertThat(bundle.refreshHint()).isEmpty();
    }

    @Test
    void keysOfOtherUsesAndTypesAreLeftOut() {
        for (String use : new String[] {"sig", "future-svid", "wit-svid", "JWT-SVID"}) {
            assertThat(read(tree -> key(tree).put("use", use))
                            .toOptional()
                            .orElseThrow()
                            .jwtAuthorities()
                            .isEmpty())
                    .isTrue();
        }
        assertThat(read(tree -> key(tree).remove("use"))
                        .toOptional()
                        .orElseThrow()
                        .jwtAuthorities()
                        .isEmpty())
                .isTrue();
        assertThat(read(tree -> key(tree).put("kty", "FUTURE"))
                        .toOptional()
                        .orElseThrow()
                        .jwtAuthorities()
                        .isEmpty())
                .isTrue();
    }

    @Test
    void anEmptyBundleIsOneThatTrustsNobody() {
        SpiffeBundle bundle = read(tree -> ((ArrayNode) tree.get("keys")).removeAll())
                .toOptional()
                .orElseThrow();
        assertThat(bundle.jwtAuthorities().isEmpty()).isTrue();
        assertThat(bundle.x509Authorities()).isEmpty();
    }

    @Test
    void whatBreaksTheRulesOfItsUseRefusesTheBundle() {
        assertThat(read(tree -> key(tree).remove("kid")).refusal()).isPresent();
        assertThat(read(tree -> key(tree).put("kid", "")).refusal()).isPresent();
        assertThat(read(tree -> key(tree).put("use", "x509-svid")).refusal()).isPresent();
        assertThat(read(tree -> key(tree)
                                .put("use", "x509-svid")
                                .putArray("x5c")
                                .add("AAAA"))
                        .refusal())
                .isPresent();
        assertThat(read(tree -> key(tree).put("d", "AAAA")).refusal()).isPresent();
        assertThat(read(tree -> ((ArrayNode) tree.get("keys")).add(key(tree).deepCopy()))
                        .refusal())
                .isPresent();
        assertThat(read(tree -> tree.put("spiffe_sequence", "2")).refusal()).isPresent();
        assertThat(read(tree -> tree.put("spiffe_sequence", 1.5)).refusal()).isPresent();
        assertThat(read(tree -> tree.put("spiffe_refresh_hint", "soon")).refusal())
                .isPresent();
        assertThat(read(tree -> tree.remove("keys")).refusal()).isPresent();
    }
}
