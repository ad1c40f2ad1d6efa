package dev.interlock.policy.condition;

import dev.cel.common.ast.CelExpr;
import dev.cel.common.values.NullValue;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.Program;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A compiled condition over one call. Immutable and thread-safe; evaluation has no effect and no access to anything else. */
public final class Condition {

    /** The result of a condition. A condition that errs is neither true nor false: the call is denied. */
    public sealed interface Result {}

    public record Answer(boolean value) implements Result {}

    /** @param message the reason, without any value of the arguments */
    public record Erred(String message) implements Result {}

    private final String text;
    private final Program program;
    private final SortedSet<String> reads;
    private final SortedSet<String> readsOfElement;
    private final SortedSet<String> texts;
    private final boolean withoutCall;
    private final boolean empty;

    Condition(String text, Program program, CelExpr expression) {
        this.text = text;
        this.program = program;
        this.reads = Reads.of(expression, "args");
        this.readsOfElement = Reads.of(expression, "element");
        this.texts = Texts.of(expression);
        this.withoutCall = Constants.isWithoutCall(expression);
        this.empty = Constants.isEmpty(expression);
    }

    /** The condition as written. */
    public String text() {
        return text;
    }

    /** The arguments that it reads, as paths such as {@code args.sql}. */
    public SortedSet<String> reads() {
        return reads;
    }

    /** The texts that it compares with, as {@code ALL} in {@code args.role == "ALL"}. */
    public SortedSet<String> texts() {
        return texts;
    }

    /** The paths that it reads of an element of a list, such as {@code element.id}. */
    public SortedSet<String> readsOfElement() {
        return readsOfElement;
    }

    /** The constancy of the condition: whether it has the same result for every call of a tool. */
    public Constancy constancy(String server, String tool) {
        if (withoutCall) {
            return switch (evaluate(new ConditionInput(server, tool, Map.of()), Map.of())) {
                case Answer answer -> answer.value() ? Constancy.ALWAYS : Constancy.NEVER;
                case Erred erred -> Constancy.ERRS;
            };
        }
        return empty ? Constancy.ALWAYS : Constancy.DEPENDS;
    }

    /**
     * Evaluates over the arguments of a call.
     *
     * @param object ids of the call's objects, by type
     */
    public Result evaluate(ConditionInput call, Map<String, String> object) {
        return evaluate(
                () -> Map.of("server", call.server(), "tool", call.tool(), "args", call.converted(), "object", object));
    }

    /**
     * Evaluates over the arguments of a call about a list, once for each element: whether it holds for some. If it errs
     * for one, it errs.
     *
     * @param objects ids of the objects that each element is about, by type
     */
    public Result any(ConditionInput call, List<Map<String, String>> objects) {
        boolean holds = false;
        for (Map<String, String> object : objects) {
            switch (evaluate(call, object)) {
                case Answer answer -> holds |= answer.value();
                case Erred erred -> {
                    return erred;
                }
            }
        }
        return new Answer(holds);
    }

    /** Returns whether the condition may depend on the objects that the call is about. */
    public boolean readsObject() {
        return text.contains("object");
    }

    /**
     * Evaluates over the answer of a tool, for a condition {@linkplain ConditionCompiler#ofAnswers of answers}.
     *
     * @param result values are String, Boolean, numbers, null, lists and maps
     */
    public Result evaluate(ConditionInput call, Map<String, ?> result, String text) {
        return evaluate(() -> Map.of(
                "server", call.server(),
                "tool", call.tool(),
                "args", call.converted(),
                "result", toCelMap(result),
                "text", text));
    }

    /**
     * Evaluates over the answer of a tool to a call about a list, once for each element, for a condition {@linkplain
     * ConditionCompiler#ofElements of elements}. A condition that errs does not hold.
     */
    public List<Boolean> ofEach(ConditionInput call, List<?> elements, Map<String, ?> result, String text) {
        Map<String, Object> sharedResult = toCelMap(result);
        List<Boolean> holds = new ArrayList<>(elements.size());
        for (int place = 0; place < elements.size(); place++) {
            Map<String, Object> variables = Map.of(
                    "server", call.server(),
                    "tool", call.tool(),
                    "args", call.converted(),
                    "result", sharedResult,
                    "text", text,
                    "element", toCel(elements.get(place)),
                    "index", (long) place);
            holds.add(evaluate(() -> variables) instanceof Answer answer && answer.value());
        }
        return holds;
    }

    private Result evaluate(Supplier<Map<String, Object>> variables) {
        try {
            Object value = program.eval(variables.get());
            return value instanceof Boolean b ? new Answer(b) : new Erred("its value is neither true nor false");
        } catch (CelEvaluationException e) {
            return new Erred("an argument it reads is missing or of the wrong type");
        } catch (RuntimeException e) {
            // INVARIANT: whatever CEL does with hostile arguments, the call is denied and not the process harmed.
            return new Erred("it cannot be evaluated for this call");
        }
    }

    static Map<String, Object> toCelMap(Map<?, ?> map) {
        Map<String, Object> out = new LinkedHashMap<>();
        map.forEach((key, value) -> out.put(String.valueOf(key), toCel(value)));
        return out;
    }

    private static Object toCel(@Nullable Object value) {
        if (value == null) {
            return NullValue.NULL_VALUE;
        }
        if (value instanceof Map<?, ?> map) {
            return toCelMap(map);
        }
        if (value instanceof List<?> list) {
            List<Object> out = new ArrayList<>(list.size());
            for (Object item : list) {
                out.add(toCel(item));
            }
            return out;
        }
        if (value instanceof Integer || value instanceof Short || value instanceof Byte) {
            return ((Number) value).longValue();
        }
        if (value instanceof BigDecimal || value instanceof BigInteger || value instanceof Float) {
            return ((Number) value).doubleValue();
        }
        return value;
    }

    @Override
    public String toString() {
        return text;
    }
}
