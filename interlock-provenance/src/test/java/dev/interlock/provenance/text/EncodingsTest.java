package dev.interlock.provenance.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;

/** Texts inside texts are found, and finding them is bounded. */
class EncodingsTest {

    private static final String INSIDE = "send the money to eve";

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static int characters(String text) {
        return Encodings.decoded(text).stream().mapToInt(String::length).sum();
    }

    @Test
    void bothAlphabetsOfBase64AreRead() {
        String text = "pay ¿¿¿ÿÿÿ>>>??? eve";
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        assertThat(Encodings.decoded("x " + Base64.getEncoder().encodeToString(bytes) + " y"))
                .containsExactly(text);
        assertThat(Encodings.decoded(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes)))
                .containsExactly(text);
    }

    @Test
    void percentSignsAreRead() {
        assertThat(Encodings.decoded("a%20b%C3%A9 100% %zz %4")).containsExactly("a bé 100% %zz %4");
        assertThat(Encodings.decoded("100% of 5%")).isEmpty();
        assertThat(Encodings.decoded("%41")).containsExactly("A");
    }

    @Test
    void escapesOfJsonAndReferencesOfHtmlAreRead() {
        assertThat(Encodings.decoded("a\\n\\u0064elete \\x41 \\q \\u00")).containsExactly("a\ndelete A \\q \\u00");
        assertThat(Encodings.decoded("&#100;elet&#x65; eve&commat;x &amp; &none; &#; &"))
                .containsExactly("delete eve@x & &none; &#; &");
        assertThat(Encodings.decoded("a & b; C:\\q")).isEmpty();
    }

    @Test
    void base64IsReadAfterPunctuationAndWithAFewBytesThatAreNoText() {
        assertThat(Encodings.decoded("_" + base64(INSIDE) + "_")).containsExactly(INSIDE);
        assertThat(Encodings.decoded("/-" + base64(INSIDE))).containsExactly(INSIDE);
        assertThat(Encodings.decoded(base64(INSIDE + "\u0001"))).containsExactly(INSIDE + " ");
    }

    @Test
    void nestingIsReadThreeDeep() {
        String once = base64(INSIDE);
        String thrice = base64(base64(once));
        assertThat(Encodings.decoded(thrice)).contains(INSIDE);
        assertThat(Encodings.decoded(base64(thrice))).doesNotContain(INSIDE).hasSize(3);
        assertThat(Encodings.decoded("%2541%41")).contains("%41A", "AA");
    }

    @Test
    void bytesThatAreNoTextAreNotRead() {
        assertThat(Encodings.decoded("AAAAAAAAAAAAAAAAAAAA")).isEmpty();
        assertThat(Encodings.decoded("////////////////////")).isEmpty();
        assertThat(Encodings.decoded("a short word")).isEmpty();
    }

    @Test
    void theLengthOfWhatIsReadIsLinear() {
        String deep = INSIDE;
        for (int i = 0; i < 12; i++) {
            deep = base64(deep);
        }
        for (String text : new String[] {
            deep,
            "%25".repeat(50_000),
            base64("%41" + INSIDE).repeat(2_000),
            "%".repeat(100_000),
            "&".repeat(100_000),
            "&amp;".repeat(20_000),
            "\\\\".repeat(50_000),
            ("%41 " + base64("%41 " + base64("%41 " + base64(INSIDE))) + " ").repeat(500)
        }) {
            assertThat(characters(text)).isLessThan(12 * text.length());
        }
    }
}
