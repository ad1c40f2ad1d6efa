package dev.interlock.engine.codec;

import static dev.interlock.engine.codec.Refusals.assertRefused;
import static dev.interlock.engine.codec.Refusals.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.codec.CodecException.Problem;
import dev.interlock.engine.codec.Leaves.Spot;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Every value has one form: a leaf that says the same in another way is refused. */
class ValueFormTest {

    private static final List<Map<String, Object>> LEAVES =
            SampleEvents.all().stream().map(EventCodec::toMap).toList();

    @Test
    void valuesHaveOneForm() {
        Map<String, Object> reserved = LEAVES.get(3);
        for (String amount : List.of(
                "", ".", "1.", ".5", "01", "00", "0.0", "120.50", "-1", "+1", "1e3", "1E3", " 1", "1,5", "1.2.3", "٣",
                "NaN", "1".repeat(1001), "0." + "1".repeat(1001))) {
            bad(reserved, amount, "facts", "amount", "value");
        }
        for (String key : List.of("", "vendor", "/42", "/")) {
            bad(reserved, key, "facts", "objects", 1);
            bad(reserved, key, "excepted", 0, "key");
        }
        for (String word : List.of("", "DUTY_CONFLICT", "Duty-Conflict", "duty_conflict", "deny")) {
            bad(reserved, word, "findings", 0, "code");
        }
        bad(reserved, "Deny", "findings", 0, "outcome");
        bad(reserved, 1L << 31, "excepted", 0, "need", "count");
        bad(LEAVES.get(1), 1L << 31, "calls");
        bad(LEAVES.get(1), false, "origin", "na");
        bad(LEAVES.get(6), "done", "settlement", "outcome");
        bad(LEAVES.get(11), "finished", "reason");
    }

    @Test
    void setsAndWitnessesAreAscending() {
        Spot mark = new Spot(List.of("facts", "marks", 0));
        for (String notBefore : List.of("sink/external", "zzz")) {
            Map<String, Object> disordered = Leaves.with(LEAVES.get(3), mark, notBefore);
            assertRefused(disordered, "facts.marks[1]", Problem.BAD_VALUE);
        }
        Spot call = new Spot(List.of("findings", 0, "witnesses", 0, "call"));
        Map<String, Object> disordered = Leaves.with(LEAVES.get(5), call, 99L);
        assertRefused(disordered, "findings[0].witnesses[1]", Problem.BAD_VALUE);
    }

    @Test
    void keysThatAreNoTextsAreRefused() {
        Map<Object, Object> odd = new LinkedHashMap<>(Map.of(7L, "x"));
        Map<String, Object> reserved = LEAVES.get(3);
        assertRefused(
                Leaves.with(reserved, new Spot(List.of("facts", "args")), odd), "facts.args.7", Problem.UNKNOWN_FIELD);
        odd.put(null, "y");
        assertThat(refusal(Leaves.with(reserved, new Spot(List.of("actor")), odd))).isInstanceOf(CodecException.class);
    }

    private static void bad(Map<String, Object> leaf, Object value, Object... steps) {
        Spot spot = new Spot(List.of(steps));
        assertRefused(Leaves.with(leaf, spot, value), spot.path(), Problem.BAD_VALUE);
    }
}
