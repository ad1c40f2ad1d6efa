package dev.interlock.provenance.task;

import static dev.interlock.provenance.task.Desk.KEY;
import static dev.interlock.provenance.task.Desk.LEXICON;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** An instruction contains values, or names parts of them. */
class InstructionTest {

    private static Instruction of(String text) {
        return new Instruction(text, LEXICON, KEY);
    }

    private static Value value(String text) {
        return Value.of(text, KEY);
    }

    @Test
    void blankTextsAreNoInstruction() {
        assertThat(of("").given()).isFalse();
        assertThat(of(" \u200b .").given()).isFalse();
        assertThat(of("pay").given()).isTrue();
    }

    @Test
    void valuesAreContainedTokenByToken() {
        Instruction instruction = of("Pay bob@x.org, see https://www.y.org/a");
        assertThat(instruction.contains(value("bob@x.org"))).isTrue();
        assertThat(instruction.contains(value("http://y.org/a"))).isTrue();
        assertThat(instruction.contains(value("bo"))).isFalse();
        assertThat(instruction.contains(value("bob@x.org.evil"))).isFalse();
        assertThat(instruction.contains(value(""))).isFalse();
        assertThat(instruction.contains(value("!"))).isFalse();
    }

    @Test
    void namesAreWrittenWithACapital() {
        assertThat(of("tell Dora").namesPartOf(value("dora@x.org"))).isTrue();
        assertThat(of("tell dora").namesPartOf(value("dora@x.org"))).isFalse();
    }

    @Test
    void threeFifthsOfATitleNameIt() {
        assertThat(of("one two three").namesMostOf(value("one two three four five")))
                .isTrue();
        assertThat(of("one two").namesMostOf(value("one two three four five"))).isFalse();
        assertThat(of("one").namesMostOf(value(""))).isFalse();
    }

    @Test
    void actsAreAskedForByTheirNumber() {
        assertThat(of("Pay the bill").asks(LEXICON.number("pay"))).isTrue();
        assertThat(of("Pay the bill").asks(-1)).isFalse();
        assertThat(of("Do the tasks").delegates()).isTrue();
    }
}
