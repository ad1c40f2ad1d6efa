package dev.interlock.ledger.commitment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.interlock.ledger.json.CanonicalJson;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommitmentTest {
    private static final byte[] SALT = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    @Test
    void commitmentsAreThoseOfVersionOne() {
        Opening opening = new Opening(SALT, bytes("{\"comment\":\"checked\"}"));
        // from Python: base64.urlsafe_b64encode(hashlib.sha256(kind + salt + value).digest())
        assertThat(Commitment.ENTRY.to(opening)).isEqualTo("kNxesg3Q__VK_SEyBBFCWSe8XrMVJxgmy2nKd2xg4ew");
        assertThat(PartyName.of("maria", SALT).pseudonym()).isEqualTo("xBR3sNG5seNP2meqtHkuYUqLm8njE8zRi3QOeNTnWm4");
    }

    @Test
    void whatIsCommittedToIsNothingElse() {
        Set<String> all = new HashSet<>();
        byte[] other = SALT.clone();
        other[15]++;
        for (byte[] salt : List.of(SALT, other)) {
            for (String value : List.of("", "a", "ab", "b")) {
                for (Commitment kind : List.of(Commitment.ENTRY, Commitment.NAME)) {
                    String commitment = kind.to(new Opening(salt, bytes(value)));
                    assertThat(commitment).hasSize(Commitment.LENGTH);
                    assertThat(Base64.getUrlDecoder().decode(commitment)).hasSize(32);
                    all.add(commitment);
                }
            }
        }
        assertThat(all).hasSize(2 * 4 * 2);
    }

    @Test
    void anOpeningIsItsSaltAndItsValue() {
        Opening opening = new Opening(SALT, bytes("value"));
        assertThat(opening.bytes()).isEqualTo(bytes("0123456789abcdefvalue"));
        assertThat(Opening.parse(opening.bytes())).contains(opening);
        assertThat(Opening.parse(SALT)).contains(new Opening(SALT, new byte[0]));
        assertThat(Opening.parse(Arrays.copyOf(SALT, 15))).isEmpty();
        assertThatThrownBy(() -> new Opening(new byte[15], new byte[0]))
                .hasMessage("a salt must have 16 bytes, not 15");
        assertThat(opening.toString()).doesNotContain("value");
    }

    @Test
    void aNameThatIsNotThatOfItsPseudonymDoesNotFit() {
        PartyName maria = PartyName.of("maria", SALT);
        assertThat(maria.text()).isEqualTo("maria");
        assertThat(maria.fits()).isTrue();
        assertThat(new PartyName(maria.pseudonym(), PartyName.of("vera", SALT).opening()).fits())
                .isFalse();
        byte[] other = SALT.clone();
        other[0]++;
        assertThat(new PartyName(maria.pseudonym(), PartyName.of("maria", other).opening()).fits())
                .as("the salt of somebody else")
                .isFalse();
    }

    @Test
    void saltsAreNeverTheSame() {
        Salts salts = Salts.random();
        Set<String> all = new HashSet<>();
        for (int i = 0; i < 2_000; i++) {
            byte[] salt = salts.next();
            assertThat(salt).hasSize(Opening.SALT);
            all.add(Arrays.toString(salt));
        }
        assertThat(all).hasSize(2_000);
    }

    @Test
    void theCommitmentOfALeafIsTheMemberOfItsName() {
        assertThat(in(Map.of("commitment", "c", "a", "\"commitment\":\"no\"", "z", 1L)))
                .contains("c");
        assertThat(in(Map.of("a", Map.of("commitment", "no"), "b", List.of("commitment", Map.of("commitment", "no")))))
                .isEmpty();
        assertThat(in(Map.of("a", "\\\"", "commitment", "c"))).contains("c");
        assertThat(in(Map.of("a", List.of(List.of(), Map.of(), "}]"), "b", 7L, "c", true, "commitment", "c")))
                .contains("c");
        assertThat(in(Map.of("commitment", 7L))).isEmpty();
        assertThat(in(Map.of("commitment", "with \" in it"))).isEmpty();
        assertThat(in(Map.of("commitments", "no"))).isEmpty();
        assertThat(in(Map.of())).isEmpty();
    }

    private static Optional<String> in(Map<String, Object> leaf) {
        return Commitment.in(CanonicalJson.encode(leaf));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "\"commitment\"",
                "{\"commitment\"",
                "{\"commitment\":",
                "{\"commitment\":\"c",
                "{\"a\":\"\\",
                "{\"a\":[",
                "{\"a\"}",
                "{a:1}",
                "{\"a\":1,"
            })
    void whatIsNoLeafHasNone(String bytes) {
        assertThat(Commitment.in(bytes(bytes))).isEmpty();
    }

    @Test
    void anyBytesAreSearchedToTheirEnd() {
        Random random = new Random(5);
        byte[] characters = bytes("{}[]\":,\\a1commitment");
        for (int i = 0; i < 20_000; i++) {
            byte[] leaf = new byte[random.nextInt(40)];
            for (int j = 0; j < leaf.length; j++) {
                leaf[j] = characters[random.nextInt(characters.length)];
            }
            assertThat(Commitment.in(leaf)).isNotNull();
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
