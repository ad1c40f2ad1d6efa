package dev.interlock.policy.condition;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConditionTest {

    private static final ConditionCompiler COMPILER = new ConditionCompiler();

    private static Condition condition(String text) {
        return ((ConditionCompiler.Ok) COMPILER.compile(text)).condition();
    }

    private static Condition.Result evaluate(String text, Map<String, ?> args) {
        return condition(text).evaluate(new ConditionInput("erp", "run", args), Map.of("vendor", "V-1"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '"',
            value = {
                "args.n == 3~true",
                "args.n > 2.5~true",
                "args.d < 1.5~true",
                "args.text.startsWith('ab') && !args.flag~true",
                "args.list.exists(x, x == 'b')~true",
                "args.map.inner == 'x'~true",
                "has(args.missing)~false",
                "args.nothing == null~true",
                "object.vendor == 'V-1'~true",
                "tool == 'run' && server == 'erp'~true",
                "sql.isSelect(args.sql)~true",
                "sql.isSelect(args.sql + '; drop table t')~false",
                "'missing' in args && args.missing == 1~false",
            })
    void isTrueOrFalse(String text, boolean expected) {
        Map<String, Object> args = new HashMap<>(Map.of(
                "n",
                3L,
                "d",
                new BigDecimal("1.25"),
                "text",
                "abc",
                "flag",
                false,
                "list",
                List.of("a", "b"),
                "map",
                Map.of("inner", "x"),
                "sql",
                "select 1"));
        args.put("nothing", null);
        assertThat(evaluate(text, args)).isEqualTo(new Condition.Answer(expected));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '"',
            value = {
                "args.missing == 1",
                "sql.isSelect(args.n)",
                "args.text > 3",
                "1 / (args.n - 3) == 1",
                "args.list[7] == 'a'"
            })
    void errs(String text) {
        Map<String, Object> args = Map.of("n", 3L, "text", "secret-value", "list", List.of());
        assertThat(evaluate(text, args))
                .isInstanceOfSatisfying(
                        Condition.Erred.class, e -> assertThat(e.message()).doesNotContain("secret-value"));
    }

    @Test
    void knowsWhatItReads() {
        assertThat(condition("args.a.b == 1 && args['c'] == 'x' && size(args.list.filter(x, x == args.d)) > 0")
                        .reads())
                .containsExactly("args.a.b", "args.c", "args.d", "args.list");
        assertThat(condition("args.all(k, k != 'x')").reads()).isEmpty();
    }

    @Test
    void hugeWorkEndsInAnError() {
        List<Long> list = LongStream.range(0, 2_000).boxed().toList();
        assertThat(evaluate(
                        "args.list.all(a, args.list.all(b, args.list.all(c, a + b + c >= 0)))", Map.of("list", list)))
                .isInstanceOf(Condition.Erred.class);
    }

    @Test
    void placesMistakes() {
        assertThat(COMPILER.compile("args.a == 1 && nope(args.b)"))
                .isInstanceOfSatisfying(
                        ConditionCompiler.Invalid.class,
                        invalid -> assertThat(invalid.mistakes())
                                .singleElement()
                                .satisfies(m -> assertThat(m.offset()).isEqualTo(19)));
        assertThat(COMPILER.compile("(".repeat(3_000))).isInstanceOf(ConditionCompiler.Invalid.class);
        assertThat(COMPILER.compile("x".repeat(5_000))).isInstanceOf(ConditionCompiler.Invalid.class);
        assertThat(COMPILER.compile("")).isInstanceOf(ConditionCompiler.Invalid.class);
    }
}
