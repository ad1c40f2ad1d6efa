package dev.interlock.server.render;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What people and agents write, shown so that a line shows what it says. */
class PlainTest {

    /** In two names that differ in nothing else these would look the same. */
    @ParameterizedTest
    @ValueSource(
            ints = {
                0x00, 0x1b, 0x7f, 0x9b, 0xad, 0x34f, 0x61c, 0x115f, 0x1160, 0x17b4, 0x180b, 0x180e, 0x200b, 0x200d,
                0x200e, 0x202e, 0x2066, 0x2060, 0x2800, 0x3164, 0xfe00, 0xfe0f, 0xfeff, 0xffa0, 0xe000, 0xe0041,
                0xe0100, 0x10ffff
            })
    void nothingHidesInAText(int hidden) {
        assertThat(Plain.of("vendor/4" + Character.toString(hidden) + "2")).isEqualTo("vendor/4?2");
    }

    @Test
    void lettersOfAllPeopleStay() {
        String text =
                "Zo\u00eb, \u041e\u043b\u044c\u0433\u0430, \u674e\u96f7, \u05d3\u05e0\u05d4, e\u0301, \ud55c\uad6d";
        assertThat(Plain.of(text)).isEqualTo(text);
    }

    @Test
    void everySpaceIsOne() {
        assertThat(Plain.of("a\nb\tc\rd\u00a0e\u2003f\u3000g\u2028h")).isEqualTo("a b c d e f g?h");
    }
}
