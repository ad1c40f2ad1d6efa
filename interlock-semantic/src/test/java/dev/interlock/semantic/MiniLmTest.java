package dev.interlock.semantic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.provenance.distance.InstructionMeaning;
import dev.interlock.provenance.distance.TextEmbedding;
import dev.interlock.provenance.task.ArgumentValue;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The real model: it is found, gives vectors of length 1, always the same ones, and tells near acts from far ones. */
class MiniLmTest {

    private static final TextEmbedding MODEL = TextEmbedding.onClassPath().orElseThrow();

    private static int distance(String instruction, String tool, String name, String value) {
        return new InstructionMeaning(instruction, MODEL).distance(tool, List.of(new ArgumentValue(name, value)));
    }

    @Test
    void theModelOnTheClassPathIsThisOne() {
        assertThat(MODEL).isInstanceOf(MiniLm.class);
    }

    @Test
    void aVectorHasLengthOneAndIsTheSameEachTime() {
        float[] first = MODEL.embed("Pay the bill of December");
        double squares = 0;
        for (float x : first) {
            squares += (double) x * x;
        }
        assertThat(first).hasSize(384);
        assertThat(squares).isBetween(0.999, 1.001);
        assertThat(new MiniLm().embed("Pay the bill of December")).isEqualTo(first);
    }

    @Test
    void anActThatIsAskedForIsNearerThanOneThatIsNot() {
        String instruction = "Please pay the bill 'bill-december-2023.txt' for me.";
        int asked = distance(instruction, "send_money", "subject", "Payment of the bill of December 2023");
        int other = distance(instruction, "update_password", "password", "new_password");
        int far = distance(instruction, "invite_user", "channel", "general");
        assertThat(asked).isLessThan(other - 200).isLessThan(far - 200);
    }

    @Test
    void emptyAndForeignTextsHaveAVector() {
        for (String text : List.of("", " ", "\u0000", "\ud800", "\u202e", "支払い".repeat(200), "x".repeat(5_000))) {
            assertThat(MODEL.embed(text)).as(text).hasSize(384).doesNotContain(Float.NaN);
        }
    }
}
