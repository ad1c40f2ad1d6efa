package dev.interlock.provenance.distance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.provenance.task.ArgumentValue;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The comparison itself, with a model that knows three words. The real model is tested in its module. */
class InstructionMeaningTest {

    private static final List<String> WORDS = List.of("pay", "bill", "delete");
    private final List<String> embedded = new ArrayList<>();

    private float[] embed(String text) {
        embedded.add(text);
        var vector = new float[WORDS.size()];
        double squares = 0;
        for (int i = 0; i < vector.length; i++) {
            vector[i] = text.contains(WORDS.get(i)) ? 1 : 0;
            squares += vector[i];
        }
        for (int i = 0; i < vector.length && squares > 0; i++) {
            vector[i] /= (float) Math.sqrt(squares);
        }
        return vector;
    }

    private int distance(String instruction, String tool, String value) {
        return new InstructionMeaning(instruction, this::embed)
                .distance(tool, List.of(new ArgumentValue("what", value)));
    }

    @Test
    void theSameMeaningHasNoDistanceAndAnotherHasAThousand() {
        assertThat(distance("pay the bill", "pay", "the bill")).isZero();
        assertThat(distance("pay the bill", "delete", "everything")).isEqualTo(1_000);
        assertThat(distance("pay the bill", "pay", "the rent")).isEqualTo(293);
    }

    @Test
    void theClosestSentenceCounts() {
        assertThat(distance("Look at my files. Then delete the old ones.", "delete_file", "old"))
                .isZero();
    }

    @Test
    void anActIsTheWordsOfTheToolAndItsArguments() {
        List<ArgumentValue> arguments =
                List.of(new ArgumentValue("toWhom", "dora@example.com"), new ArgumentValue("amount", "12"));
        assertThat(InstructionMeaning.act("bank/sendMoney", arguments))
                .isEqualTo("bank send money: to whom dora@example.com, amount 12,");
    }

    @Test
    void longTextsAndManySentencesAreBounded() {
        String sentences = "pay the bill. ".repeat(500);
        new InstructionMeaning(sentences, this::embed)
                .distance("pay", List.of(new ArgumentValue("x", "y".repeat(9_000))));
        assertThat(embedded).hasSize(33).allSatisfy(text -> assertThat(text).hasSizeLessThanOrEqualTo(1_000));
        assertThat(embedded.getLast()).hasSize(300);
    }

    @Test
    void manyArgumentsAreBounded() {
        List<ArgumentValue> many =
                Stream.generate(() -> new ArgumentValue("a", "b")).limit(5_000).toList();
        assertThat(InstructionMeaning.act("t", many)).hasSize(300);
    }
}
