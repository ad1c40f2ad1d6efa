package dev.interlock.server.render;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SheetTest {
    private static final Paint BRACKETS = new Paint() {
        @Override
        public String permit(String text) {
            return "\u001b[32m" + text + "\u001b[0m";
        }

        @Override
        public String hold(String text) {
            return permit(text);
        }

        @Override
        public String deny(String text) {
            return permit(text);
        }

        @Override
        public String faint(String text) {
            return text;
        }

        @Override
        public String strong(String text) {
            return permit(text);
        }
    };

    @Test
    void labelsStandOnceAndTextWraps() {
        var sheet = new Sheet(34, Paint.NONE);
        sheet.line("why", "one two three four five six");
        sheet.item("why", "c-1  ", "seven eight nine ten");
        sheet.line("then", "x");
        assertThat(sheet.lines())
                .containsExactly(
                        "  why         one two three four",
                        "              five six",
                        "              c-1  seven eight",
                        "                   nine ten",
                        "  then        x");
    }

    @Test
    void coloursTakeNoRoom() {
        var plain = new Sheet(34, Paint.NONE);
        plain.line("why", "one two three four five");
        var painted = new Sheet(34, BRACKETS);
        painted.line("why", "one " + BRACKETS.deny("two") + " three four five");
        assertThat(painted.lines().stream().map(l -> l.replaceAll("\u001b\\[[0-9]*m", "")))
                .isEqualTo(plain.lines());
    }

    @Test
    void aWordLongerThanTheLineStandsAlone() {
        var sheet = new Sheet(24, Paint.NONE);
        sheet.line("digest", "of abcdefghijklmnopqrstuvwxyz is");
        assertThat(sheet.lines())
                .containsExactly("  digest      of", "              abcdefghijklmnopqrstuvwxyz", "              is");
    }

    @Test
    void whatAgentsWriteCannotDriveTheTerminal() {
        assertThat(Plain.of("paid\u001b[2K\rnothing\u202e!")).isEqualTo("paid?[2K nothing?!");
        assertThat(Plain.of("a\nb\tc")).isEqualTo("a b c");
        assertThat(Plain.of("\u0000\u009b\ud800x")).isEqualTo("???x");
        String ordinary = "Zürich – 東京 😀";
        assertThat(Plain.of(ordinary)).isSameAs(ordinary);
    }

    @Test
    void lengthsOfTimeAreSaidInTwoUnits() {
        assertThat(Phrases.duration(90_000)).isEqualTo("1 min 30 s");
        assertThat(Phrases.duration(86_400_000L + 3_600_000 + 60_000)).isEqualTo("1 d 1 h");
        assertThat(Phrases.duration(0)).isEqualTo("0 s");
        assertThat(Phrases.between(2_218)).isEqualTo("2.2 s");
        assertThat(Phrases.between(812)).isEqualTo("812 ms");
        assertThat(Phrases.between(14 * 60_000 + 59_000)).isEqualTo("14 min");
        assertThat(Phrases.between(30 * 3_600_000L)).isEqualTo("30 h");
        assertThat(Phrases.between(50 * 3_600_000L)).isEqualTo("2 d");
        assertThat(AmountWords.of("1200.5 EUR")).isEqualTo("1,200.50 EUR");
        assertThat(AmountWords.of("12000000 calls")).isEqualTo("12,000,000 calls");
        assertThat(AmountWords.of("<b>")).isEqualTo("<b>");
    }
}
