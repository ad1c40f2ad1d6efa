package dev.interlock.policy.secret;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SecretScanTest {

    private static final SecretScan ALL = new SecretScan(Set.of(Shape.values()), new TreeMap<>());
    private static final String JWT = "eyJhbGciOiJub25lIn0" + ".eyJzdWIiOiJhZGEifQ." + "c2lnbmF0dXJlMTIz";

    /** Put together here, so that no scanner takes this file for a leak. */
    static Stream<Arguments> secrets() {
        return Stream.of(
                Arguments.of("private-key", "-----BEGIN " + "RSA PRIVATE KEY-----\nMIIE"),
                Arguments.of("private-key", "x -----BEGIN " + "PRIVATE KEY-----"),
                Arguments.of("private-key", "-----BEGIN " + "PGP PRIVATE KEY BLOCK-----"),
                Arguments.of("api-key", "key=AKIA" + "IOSFODNN7EXAMPLE;"),
                Arguments.of("api-key", "ghp_" + "a".repeat(36)),
                Arguments.of("api-key", "use sk-" + "proj-abcdefghijklmnopqrstuvwxyz0123"),
                Arguments.of("api-key", "xoxb-" + "123456789012-abc"),
                Arguments.of("api-key", "AccountKey=" + "A".repeat(86) + "=="),
                Arguments.of("jwt", "Bearer " + JWT),
                Arguments.of("connection-string", "postgres://app:s3cret" + "@db.example.com:5432/x"),
                Arguments.of("connection-string", "Server=db;Database=x;User Id=sa;Password=" + "s3cret;"),
                Arguments.of("card-number", "card 4111 1111 1111 1111, valid"),
                Arguments.of("card-number", "5500-0000-0000-0004"),
                Arguments.of("card-number", "378282246310005"));
    }

    @ParameterizedTest
    @MethodSource("secrets")
    void aSecretIsFoundWhereverItStands(String name, String text) {
        assertThat(ALL.find(text)).contains(name);
        assertThat(ALL.find(Map.of("a", List.of(Map.of("b", text))))).contains(name);
        assertThat(ALL.find(Map.of(text, true))).as("as the name of a member").contains(name);
        // Behind characters whose base64 differs in the two alphabets.
        byte[] bytes = ("\u00ff\u00fe~?>" + text).getBytes(UTF_8);
        for (Base64.Encoder base64 : List.of(
                Base64.getEncoder(),
                Base64.getEncoder().withoutPadding(),
                Base64.getUrlEncoder(),
                Base64.getUrlEncoder().withoutPadding(),
                Base64.getMimeEncoder())) {
            String encoded = base64.encodeToString(bytes);
            assertThat(ALL.find(encoded)).as(encoded).contains(name);
        }
    }

    /** Each as short as its shape can be. */
    static Stream<Arguments> shortest() {
        return Stream.of(
                Arguments.of("private-key", "-----BEGIN " + "PRIVATE KEY-----"),
                Arguments.of("api-key", "xoxb-" + "1234567890"),
                Arguments.of("jwt", "eyJ" + "abcde.eyJabcde.0123456789"),
                Arguments.of("connection-string", "ab://c" + ":d@e"),
                Arguments.of("connection-string", "host=a;" + "pwd=b"),
                Arguments.of("card-number", "4222222222222"));
    }

    @ParameterizedTest
    @MethodSource("shortest")
    void noSecretIsTooShort(String name, String text) {
        assertThat(ALL.find(text)).contains(name);
    }

    static Stream<String> harmless() {
        return Stream.of(
                "",
                "the PRIVATE KEY is in the safe",
                "-----BEGIN PUBLIC KEY-----",
                "AKIA is a prefix; task-abcdefghijklmnopqrstuvwxyz0123456789abc is none",
                "eyJhbGciOiJub25lIn0.and.nothing",
                "https://db.example.com:5432/x?user=a@b",
                "mailto:ada@example.com",
                "Server=db;Database=x;User Id=sa;Password=;",
                "4111 1111 1111 1112",
                "0000 0000 0000 0000",
                "id 41111111111111111111111",
                "4111.1111111111111111");
    }

    @ParameterizedTest
    @MethodSource("harmless")
    void whatOnlyLooksAlikeIsNone(String text) {
        assertThat(ALL.find(text)).isEmpty();
        assertThat(ALL.find(java.util.Arrays.asList(text, null, 1L, true))).isEmpty();
    }

    @Test
    void onlyWhatIsAskedForIsFound() {
        assertThat(new SecretScan(Set.of(Shape.JWT), new TreeMap<>()).find(JWT + " 4111111111111111"))
                .containsExactly("jwt");
    }

    @Test
    void longTextsAreLookedThroughInTime() {
        String text = "a://b".repeat(100_000) + "4".repeat(100_000) + "eyJ".repeat(100_000) + "Server=;".repeat(50_000);
        assertThat(ALL.find(text)).isEmpty();
    }

    // --- fingerprints

    @Test
    void aSecretIsKnownByItsFingerprint() {
        Fingerprint fingerprint = Fingerprint.of("correct horse bättery", new Random(1));
        Fingerprint read = Fingerprint.parse(fingerprint.toString()).orElseThrow();
        assertThat(read).isEqualTo(fingerprint);
        assertThat(fingerprint.toString()).doesNotContain("horse");
        var scan = new SecretScan(Set.of(), new TreeMap<>(Map.of("db", read)));
        for (String text : List.of(
                "correct horse bättery",
                "xcorrect horse bätteryx",
                "ääcorrect horse bättery",
                "a=correct horse bättery;")) {
            assertThat(scan.find(text)).as(text).containsExactly("db");
            assertThat(scan.find(Base64.getEncoder().encodeToString(text.getBytes(UTF_8))))
                    .containsExactly("db");
        }
        for (String text : List.of("", "correct horse", "correct horse batterie", "Correct horse bättery")) {
            assertThat(scan.find(text)).as(text).isEmpty();
        }
    }

    @Test
    void fingerprintsOfOneSecretDiffer() {
        var random = new Random(2);
        assertThat(Fingerprint.of("correct horse battery", random))
                .isNotEqualTo(Fingerprint.of("correct horse battery", random));
    }

    @Test
    void whatIsFoundInRandomTextsIsThere() {
        var random = new Random(3);
        for (int round = 0; round < 200; round++) {
            String secret = text(random, 12 + random.nextInt(30));
            Fingerprint fingerprint = Fingerprint.of(secret, random);
            String before = text(random, random.nextInt(200));
            String after = text(random, random.nextInt(200));
            assertThat(fingerprint.isIn((before + secret + after).getBytes(UTF_8)))
                    .isTrue();
            assertThat(fingerprint.isIn((before + after).getBytes(UTF_8))).isFalse();
        }
    }

    private static String text(Random random, int length) {
        return random.ints(length, 'a', 'd')
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    @Test
    void whatCouldBeGuessedGetsNone() {
        assertThatThrownBy(() -> Fingerprint.of("short", new Random(4))).hasMessageContaining("from 12 to 4096 bytes");
        String good = Fingerprint.of("correct horse battery", new Random(4)).toString();
        for (String bad : List.of("", "v2" + good.substring(2), good + "0", good.replace(":21:", ":5:"), "hunter2")) {
            assertThat(Fingerprint.parse(bad)).as(bad).isEmpty();
        }
    }
}
