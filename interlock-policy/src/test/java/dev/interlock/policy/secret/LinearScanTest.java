package dev.interlock.policy.secret;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The work of a search is counted in characters that are looked at, because the sender of a text can choose an expensive one. */
class LinearScanTest {
    private static final int LENGTH = 6_000;
    /** Most looks at one character; a pattern may try again from each place of the longest prefix that it has. */
    private static final int LOOKS = 64;

    /** The pieces that the shapes are made of: all that begins, goes on with or nearly ends one. */
    private static final List<String> PARTS = List.of(
            "host=",
            "Server=",
            "data source =",
            "hostname=a;",
            "host=a;",
            ";",
            "=",
            "x",
            "a.",
            "://",
            "a://b",
            "a://b:",
            ":c@",
            "@",
            "password=",
            ";pwd=",
            ";pwd =",
            "\n",
            " ",
            "-----BEGIN ",
            "PRIVATE ",
            "PRIVATE KEY",
            "eyJ",
            "eyJaaaaa.",
            ".",
            "AKIA",
            "ASIA",
            "ghp_",
            "github_pat_",
            "glpat-",
            "AIza",
            "xoxb-",
            "sk_live_",
            "sk-",
            "ilt_",
            "npm_",
            "SG.",
            "AccountKey=",
            "A",
            "_",
            "-",
            "4",
            "4 ",
            "4-4",
            "9.");

    /** A text that knows how often it was asked for a character. */
    private static final class Counted implements CharSequence {
        private final String text;
        private long looks;

        Counted(String text) {
            this.text = text;
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public char charAt(int index) {
            looks++;
            return text.charAt(index);
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.substring(start, end);
        }
    }

    private static List<String> texts() {
        List<String> texts = new ArrayList<>();
        for (String one : PARTS) {
            for (String other : PARTS) {
                texts.add((one + other).repeat(LENGTH / (one + other).length()));
            }
        }
        var random = new Random(7);
        for (int i = 0; i < 300; i++) {
            var period = new StringBuilder();
            for (int k = 1 + random.nextInt(12); k > 0; k--) {
                period.append(PARTS.get(random.nextInt(PARTS.size())).repeat(1 + random.nextInt(3)));
            }
            texts.add(period.toString().repeat(LENGTH / period.length() + 1));
        }
        return texts;
    }

    @ParameterizedTest
    @EnumSource(Shape.class)
    void noTextIsDear(Shape shape) {
        for (String text : texts()) {
            var counted = new Counted(text);
            shape.search(counted);
            assertThat(counted.looks).as(text.substring(0, 60)).isLessThanOrEqualTo((long) LOOKS * text.length());
        }
    }

    /** The verdict of a pattern that is tried from every place, and so decides the same, only dearly. */
    private static final Pattern BY_PATTERN = Pattern.compile(
            "(?i)(?<![a-z0-9])[a-z][a-z0-9+.-]{1,30}+://[^\\s:/?#@\"'<>]{1,200}+:[^\\s/?#@\"'<>]{1,200}+@[^\\s\"'<>]|(?:server|data"
                    + " source|host|hostname)\\s?=[^;\\n"
                    + "]{1,200}+;(?:[^;\\n"
                    + "]{1,200}+;){0,20}?\\s?(?:password|pwd)\\s?=\\s?[^;\\s]");

    @Test
    void aConnectionStringIsWhatThePatternSays() {
        var random = new Random(11);
        List<String> parts = new ArrayList<>(PARTS.subList(0, 19));
        parts.addAll(List.of(
                "a;",
                "aaaaa;".repeat(7),
                "b".repeat(199),
                "b".repeat(200),
                "b".repeat(30),
                "HOST =",
                "PassWord=",
                "pwd= ",
                "\t",
                "A1",
                "/"));
        int found = 0;
        for (int i = 0; i < 40_000; i++) {
            var text = new StringBuilder();
            for (int k = random.nextInt(14); k >= 0; k--) {
                text.append(parts.get(random.nextInt(parts.size())));
            }
            boolean expected = BY_PATTERN.matcher(text).find();
            assertThat(ConnectionString.isIn(text)).as(text.toString()).isEqualTo(expected);
            found += expected ? 1 : 0;
        }
        assertThat(found).isBetween(1_000, 39_000);
    }

    @Test
    void whatIsTooLongIsAsIfSomethingHadBeenFound() {
        var scan = new SecretScan(Set.of(Shape.JWT), new TreeMap<>(), 100);
        assertThat(scan.find("x y".repeat(33))).isEmpty();
        assertThat(scan.find("x y".repeat(34))).containsExactly(SecretScan.UNSEARCHED);
        assertThat(scan.find(List.of("x y".repeat(20), Map.of("a", "x y".repeat(20)))))
                .as("altogether")
                .containsExactly(SecretScan.UNSEARCHED);
        assertThat(scan.find("a".repeat(60)))
                .as("once as it is, once as base64")
                .containsExactly(SecretScan.UNSEARCHED);
        assertThat(scan.find("a".repeat(48))).isEmpty();
    }

    /** A text of one letter has the same rolling hash everywhere: of some fingerprints it agrees at each place. */
    @Test
    void aTextMadeFromAFingerprintIsRefusedBeforeItIsDear() {
        byte[] letters = "a".repeat(2_000).getBytes(UTF_8);
        var plain = Fingerprint.parse(fingerprint(0)).orElseThrow();
        assertThat(plain.isIn(letters)).isFalse();
        assertThat(IntStream.range(0, 1 << 16)
                        .mapToObj(check -> Fingerprint.parse(fingerprint(check)).orElseThrow())
                        .filter(made -> made.isIn(letters)))
                .hasSize(1);
    }

    /** Nobody has the secret of it; each check is one of those that the rolling hash can have. */
    private static String fingerprint(int check) {
        return "v1:12:" + "01".repeat(16) + ":" + HexFormat.of().toHexDigits((short) check) + ":" + "00".repeat(32);
    }
}
