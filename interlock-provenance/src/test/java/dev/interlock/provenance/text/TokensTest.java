package dev.interlock.provenance.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Texts become tokens: words that a reader takes for the same are the same token. */
class TokensTest {

    private static final Fingerprints KEY = new Fingerprints(1, 2);

    private static Tokens of(String text) {
        return Tokens.of(text, KEY);
    }

    private static long[] prints(String... words) {
        return Arrays.stream(words).mapToLong(KEY::of).toArray();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PAYMENT",
                "ｐａｙｍｅｎｔ",
                "𝐩𝐚𝐲𝐦𝐞𝐧𝐭",
                "ⓟⓐⓨⓜⓔⓝⓣ",
                "páÿmêñt",
                "pa\u0301yment",
                "раумеnт",
                "pa\u200byment",
                "pay\u00adment",
                "pay\u2060ment\ufe0f",
                "\u202epayment\u202c",
                "\u2066pay\u200fment\u2069",
                "pay\u3164ment",
                "pay\ufeff\udb40\udc41ment",
                "pᴀymeɴt"
            })
    void spellingsOfOneWordAreOneToken(String spelling) {
        assertThat(of(spelling).fingerprints()).isEqualTo(prints("payment"));
    }

    @ParameterizedTest
    @CsvSource({"٣٤,34", "１２,12", "²,2", "ﬁle,file", "㎏,kg", "Ⅻ,xii", "İ,i"})
    void formsOfDigitsAndLigaturesFold(String spelling, String word) {
        assertThat(of(spelling).fingerprints()).isEqualTo(prints(word));
    }

    @Test
    void everyConfusableLetterFoldsToLatin() {
        for (String letter : "а е о р с у х ԁ ԛ ԝ α ο ρ ν օ ս ᴀ ᴄ ᴇ ᴏ ʀ ɴ".split(" ", -1)) {
            assertThat(Folding.fold(letter.charAt(0))).as(letter).isBetween('a', 'z');
        }
    }

    @Test
    void everyCodePointFolds() {
        for (int cp = 0; cp <= Character.MAX_CODE_POINT; cp++) {
            char folded = Folding.fold(cp);
            if (folded > Folding.SEVERAL) {
                assertThat(Character.isLetterOrDigit(folded)).as("U+%x", cp).isTrue();
            }
        }
    }

    @Test
    void surrogatesThatAreAloneEndAToken() {
        assertThat(of("a\ud800b\udc00c\ud800").fingerprints()).isEqualTo(prints("a", "b", "c"));
    }

    @Test
    void scriptsWithoutSpacesGiveATokenForEachCharacter() {
        Tokens tokens = of("支払いABC支払い𠀀です。次");
        assertThat(tokens.size()).isEqualTo(11);
        assertThat(tokens.fingerprint(0)).isEqualTo(tokens.fingerprint(4));
        assertThat(tokens.fingerprint(3)).isEqualTo(KEY.of("abc"));
        assertThat(tokens.start(8) - tokens.start(7)).isEqualTo(2);
        assertThat(tokens.is(9, Tokens.FIRST)).isFalse();
        assertThat(tokens.is(10, Tokens.FIRST)).isTrue();
    }

    @Test
    void placesAreThoseOfTheText() {
        Tokens tokens = of(" Pay  bob@x.org\u200b.");
        assertThat(IntStream.range(0, tokens.size()).map(tokens::start)).containsExactly(1, 6, 10, 12);
        assertThat(marked(tokens, Tokens.CAPITAL)).containsExactly(0);
        assertThat(marked(tokens, Tokens.BROKEN)).containsExactly(2, 3);
        assertThat(marked(tokens, Tokens.SHORT))
                .as("a character without a width counts")
                .containsExactly(0, 1, 2);
    }

    private static IntStream marked(Tokens tokens, byte mark) {
        return IntStream.range(0, tokens.size()).filter(i -> tokens.is(i, mark));
    }

    @Test
    void sentencesEndBeforeASpaceAndAtAnEmptyLine() {
        Tokens tokens = of("A 1.5 b. C! D? E\nF\n \nG\r\n\r\nH e.g.");
        //                                                  A  C  D  E  G  H
        assertThat(marked(tokens, Tokens.FIRST)).containsExactly(0, 4, 5, 6, 8, 9);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a \"b c\" d", "a 'b c' d", "a “b c” d", "a „b c“ d", "a ‚b c‘ d", "a ‘b c’ d", "a «b c» d"})
    void quotationsAreMarked(String text) {
        Tokens tokens = of(text);
        assertThat(IntStream.range(0, 4).mapToObj(i -> tokens.is(i, Tokens.QUOTED)))
                .containsExactly(false, true, true, false);
    }

    @Test
    void apostrophesQuoteNothing() {
        Tokens tokens = of("don't use Bob’s file");
        assertThat(IntStream.range(0, tokens.size()).filter(i -> tokens.is(i, Tokens.QUOTED)))
                .isEmpty();
    }

    @Test
    void aQuotationWithoutAnEndGoesOn() {
        Tokens tokens = of("a \"b. c\n\nd");
        assertThat(tokens.is(3, Tokens.QUOTED)).isTrue();
    }

    @Test
    void aTokenOfAMegabyteIsOneToken() {
        Tokens tokens = of("a".repeat(1 << 20) + " b");
        assertThat(tokens.size()).isEqualTo(2);
        assertThat(tokens.start(1)).isEqualTo((1 << 20) + 1);
        assertThat(tokens.fingerprint(1)).isEqualTo(KEY.of("b"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "...", "\u200b\u202e", "--- %%%"})
    void textsWithoutLettersHaveNoTokens(String text) {
        assertThat(of(text).size()).isZero();
    }
}
