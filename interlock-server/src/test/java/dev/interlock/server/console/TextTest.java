package dev.interlock.server.console;

import static org.assertj.core.api.Assertions.assertThat;

import gg.jte.html.OwaspHtmlTemplateOutput;
import gg.jte.output.StringOutput;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Texts from outside take no more of a page than they are given, whatever they consist of. */
class TextTest {

    private static String shown(Text text) {
        var out = new StringOutput();
        var html = new OwaspHtmlTemplateOutput(out);
        text.writeTo(html);
        return out.toString();
    }

    @Test
    void aTextIsBoundedInBytes() {
        for (String one : new String[] {"\u200b", "<", "&", "語", "x", "\ud83d\ude00"}) {
            String written = shown(Text.of(one.repeat(5_000), 300));
            assertThat(written.getBytes(StandardCharsets.UTF_8).length).as(one).isLessThan(700);
            assertThat(written).endsWith("(" + 5_000 * one.length() + " characters)</span>");
        }
    }

    @Test
    void aWholeTextIsShownWhole() {
        String text = "a\u202eb".repeat(2_000);
        assertThat(shown(Text.whole(text))).isEqualTo("a<span class=\"odd\">U+202E</span>b".repeat(2_000));
        assertThat(shown(Text.whole(text)).length()).isLessThanOrEqualTo(Text.bytes(text));
    }

    @Test
    void whatFitsIsNotCut() {
        assertThat(Text.fits("x".repeat(300), 300)).isTrue();
        assertThat(shown(Text.of("x".repeat(300), 300))).isEqualTo("x".repeat(300));
        assertThat(Text.fits("x".repeat(301), 300)).isFalse();
        assertThat(Text.fits("\u200b".repeat(30), 300)).isFalse();
        assertThat(Text.fits("", 300)).isTrue();
    }
}
