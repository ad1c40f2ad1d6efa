package dev.interlock.server.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

/** Texts are shortened to what fits, and not further. */
class ShownTest {

    private static final String CHARACTERS = "iiiimmmmWWW.....   abcXYZ…—é漢字🦊";

    private static String text(Random random) {
        int[] points = CHARACTERS.codePoints().toArray();
        var text = new StringBuilder();
        for (int i = random.nextInt(60); i >= 0; i--) {
            text.appendCodePoint(points[random.nextInt(points.length)]);
        }
        return text.toString();
    }

    /** Tries all lengths, the longest first. */
    private static String longest(String text, String classes, double width, IntFunction<String> keeping) {
        if (TextWidth.of(text, classes) <= width) {
            return text;
        }
        for (int kept = (int) text.codePoints().count() - 1; kept > 0; kept--) {
            if (TextWidth.of(keeping.apply(kept), classes) <= width) {
                return keeping.apply(kept);
            }
        }
        return "…";
    }

    private static String part(String text, int from, int to) {
        return text.substring(text.offsetByCodePoints(0, from), text.offsetByCodePoints(0, to));
    }

    @Test
    void asMuchIsKeptAsFits() {
        var random = new Random(5);
        for (int i = 0; i < 2_000; i++) {
            String text = text(random);
            int all = (int) text.codePoints().count();
            double width = random.nextInt(300);
            for (String classes : List.of("tb", "tm", "t3 t11", "tm tb", "t16")) {
                assertThat(Shown.middle(text, classes, width))
                        .as("%s of `%s` in %s", classes, text, width)
                        .isEqualTo(longest(
                                text,
                                classes,
                                width,
                                kept -> part(text, 0, (kept + 1) / 2) + "…" + part(text, all - kept / 2, all)));
                assertThat(Shown.end(text, classes, width))
                        .as("%s of `%s` in %s", classes, text, width)
                        .isEqualTo(longest(
                                text,
                                classes,
                                width,
                                kept -> part(text, 0, kept).stripTrailing() + "…"));
            }
        }
    }

    @Test
    void classesAreWholeWords() {
        assertThat(TextWidth.size("t11")).isEqualTo(11);
        assertThat(TextWidth.size("t2 t11")).isEqualTo(11);
        assertThat(TextWidth.size("at11 t111 t11x")).isEqualTo(12);
        assertThat(TextWidth.size("t111 t11")).isEqualTo(11);
        assertThat(TextWidth.size("tm t16")).isEqualTo(16);
        assertThat(TextWidth.of("ab", "tb")).isEqualTo(2 * 0.64 * 12 * 1.1);
        assertThat(TextWidth.of("ab", "tbx")).isEqualTo(2 * 0.64 * 12);
    }
}
