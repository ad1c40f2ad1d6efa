package dev.interlock.provenance.task;

import dev.interlock.engine.model.Amount;
import dev.interlock.provenance.text.StatedAmount;
import dev.interlock.provenance.text.StatedAmounts;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** The fields of results that are amounts, by their number. For one thread. */
final class ReadAmounts {

    /** The most amounts in trusted results; further ones vouch for nothing. */
    private static final int MOST_TRUSTED = 100_000;

    private final Map<BigDecimal, List<Field>> fields = new HashMap<>();
    private final Map<BigDecimal, List<StatedAmount>> trusted = new HashMap<>();
    private int trustedAmounts;

    /** A field of a record that is an amount as a whole. */
    private record Field(StatedAmount stated, TaskContent.FieldValue value) {}

    void add(String text, TaskContent.FieldValue field) {
        StatedAmounts.whole(text)
                .ifPresent(stated -> fields.computeIfAbsent(key(stated.number()), n -> new ArrayList<>(1))
                        .add(new Field(stated, field)));
    }

    void trust(String text) {
        if (trustedAmounts < MOST_TRUSTED) {
            StatedAmounts.whole(text).ifPresent(stated -> {
                trusted.computeIfAbsent(key(stated.number()), n -> new ArrayList<>(1))
                        .add(stated);
                trustedAmounts++;
            });
        }
    }

    /**
     * The fields that have the amount.
     *
     * @param unit whether the record of a field says the unit elsewhere, or nobody can choose it
     */
    List<TaskContent.FieldValue> of(Amount amount, Predicate<TaskContent.FieldValue> unit) {
        return fields.getOrDefault(key(amount.value()), List.of()).stream()
                .filter(field ->
                        field.stated().isIn(amount.unit()) || field.stated().isBare() && unit.test(field.value()))
                .map(Field::value)
                .toList();
    }

    /** Returns whether a trusted result has the amount. */
    boolean trusts(Amount amount, boolean unit) {
        return trusted.getOrDefault(key(amount.value()), List.of()).stream()
                .anyMatch(stated -> stated.isIn(amount.unit()) || stated.isBare() && unit);
    }

    /** Equal numbers have one key. */
    private static BigDecimal key(BigDecimal number) {
        return number.stripTrailingZeros();
    }
}
