package dev.interlock.provenance.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.model.ContentSource;
import dev.interlock.provenance.text.Fingerprints;
import dev.interlock.provenance.text.Tokens;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

class ReadTextsTest {

    private static final Fingerprints KEY = new Fingerprints(1, 2);

    private static ContentSource quoted(String text, int token, Predicate<String> secret) {
        var texts = new ReadTexts(secret);
        texts.add(0, 7, new ResultField("body", text), Tokens.of(text, KEY));
        return texts.at(token);
    }

    @Test
    void aPlaceIsQuotedWithWhatIsAroundIt() {
        String text = "x ".repeat(500) + "eve" + " y".repeat(500);
        ContentSource place = quoted(text, 500, secret -> false);
        assertThat(place.call()).isEqualTo(7);
        assertThat(place.offset()).isEqualTo(1_000);
        assertThat(place.quotation()).hasSize(ContentSource.LONGEST).contains("eve");
    }

    @Test
    void nothingAroundASecretIsQuoted() {
        String text = "hunter22 " + "x ".repeat(500) + "eve";
        assertThat(quoted(text, 501, around -> around.contains("hunter22")).quotation())
                .isEmpty();
        assertThat(quoted(text, 501, path -> path.equals("body")).field()).isEmpty();
    }

    @Test
    void noCharacterIsPartedInTwo() {
        String text = "\uD83D\uDE00".repeat(31) + " eve " + "\uD83D\uDE00".repeat(200);
        for (int shift = 0; shift < 3; shift++) {
            String quotation = quoted("a".repeat(shift) + text, shift == 0 ? 0 : 1, secret -> false)
                    .quotation();
            assertThat(quotation.codePoints().filter(c -> c >= 0xd800 && c <= 0xdfff))
                    .isEmpty();
        }
    }
}
