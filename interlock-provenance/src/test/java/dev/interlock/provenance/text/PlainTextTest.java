package dev.interlock.provenance.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** Random texts give the same tokens and values as plain readings of them do, which are slower. */
class PlainTextTest {

    private static final Fingerprints KEY = new Fingerprints(3, 4);
    private static final int TEXTS = 40_000;

    /** Parts of which texts consist that are read in a special way, and those next to them. */
    private static final List<String> PARTS = List.of(
            "a",
            "B",
            "z",
            "0",
            "9",
            "pay",
            " ",
            "  ",
            "\n",
            "\r\n",
            "\t",
            ".",
            ". ",
            "!",
            "?",
            ",",
            ":",
            ";",
            "@",
            "'",
            "\"",
            "-",
            "_",
            "+",
            "/",
            "%",
            "(",
            "<",
            "www.",
            "WWW.",
            "http://",
            "httpS://",
            "://",
            "a@b.c",
            "x.org",
            "DE89370400440532013000",
            "AB12",
            "DE8937040044053201300000000000000000",
            "aGVsbG8gd29ybGQh",
            "\u00e9",
            "\u0301",
            "\u200b",
            "\u00ad",
            "\u202e",
            "\u00a0",
            "\u2028",
            "\u00ab",
            "\u00bb",
            "\u201c",
            "\u201d",
            "\u201e",
            "\u2018",
            "\u2019",
            "\u201a",
            "\u0430",
            "\u03b1",
            "\u0663",
            "\uff11",
            "\uff21",
            "\ufb01",
            "\ufdfa",
            "\u4ed8",
            "\u3059",
            "\u30ab",
            "\u3002",
            "\u0e01",
            "\ud840\udc00",
            "\ud83d\ude00",
            "\ud835\udc29",
            "\ud800",
            "\udc00",
            "\u0130",
            "\u0001",
            "\u001c");

    private static String text(Random random) {
        var text = new StringBuilder();
        int parts = random.nextInt(40);
        for (int i = 0; i < parts; i++) {
            switch (random.nextInt(20)) {
                case 0 -> text.appendCodePoint(random.nextInt(Character.MAX_CODE_POINT + 1));
                case 1 -> text.append((char) random.nextInt(0x3100));
                case 2 -> text.append((char) random.nextInt(0x80));
                case 3 -> text.append("word".repeat(random.nextInt(200)));
                default -> text.append(PARTS.get(random.nextInt(PARTS.size())));
            }
        }
        return text.toString();
    }

    @Test
    void tokensAreThose() {
        var random = new Random(20);
        for (int i = 0; i < TEXTS; i++) {
            String text = text(random);
            Tokens tokens = Tokens.of(text, KEY);
            List<PlainTokens.Token> read = new ArrayList<>();
            for (int t = 0; t < tokens.size(); t++) {
                byte mark = 0;
                for (int bit = 1; bit <= Tokens.PAUSE; bit <<= 1) {
                    mark |= tokens.is(t, (byte) bit) ? (byte) bit : 0;
                }
                read.add(new PlainTokens.Token(tokens.fingerprint(t), tokens.start(t), mark));
            }
            assertThat(read).as(text).isEqualTo(PlainTokens.of(text, KEY));
        }
    }

    @Test
    void valuesAreThose() {
        var random = new Random(21);
        for (int i = 0; i < TEXTS; i++) {
            String text = text(random);
            assertThat(found(text, ValueScanner::nextAddress))
                    .as(text)
                    .isEqualTo(PlainValues.of(PlainValues.EMAIL, text));
            assertThat(found(text, ValueScanner::nextLink)).as(text).isEqualTo(PlainValues.of(PlainValues.LINK, text));
            // \\b takes a combining mark for a part of the word before it
            String unmarked = text.replaceAll("\\p{Mn}", "");
            assertThat(found(unmarked, ValueScanner::nextAccount))
                    .as(unmarked)
                    .isEqualTo(PlainValues.of(PlainValues.ACCOUNT, unmarked));
        }
    }

    @Test
    void runsAreThose() {
        boolean[] characters = Runs.characters(c ->
                PlainValues.BASE64.matcher(Character.toString(c).repeat(16)).matches());
        var random = new Random(22);
        for (int i = 0; i < TEXTS; i++) {
            String text = text(random);
            Runs runs = Runs.in(text, characters, 16);
            List<String> found = new ArrayList<>();
            while (runs.next()) {
                found.add(text.substring(runs.from(), runs.to()));
            }
            assertThat(found).as(text).isEqualTo(PlainValues.of(PlainValues.BASE64, text));
        }
    }

    private static List<String> found(String text, Predicate<ValueScanner> next) {
        var scanner = new ValueScanner(text);
        List<String> found = new ArrayList<>();
        while (next.test(scanner)) {
            found.add(scanner.value());
        }
        return found;
    }
}
