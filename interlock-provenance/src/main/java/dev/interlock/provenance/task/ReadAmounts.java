package dev.interlock.provenance.task;

import dev.interlock.provenance.text.StatedAmount;
import dev.interlock.provenance.text.StatedAmounts;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The fields of results that consist of an amount with its unit, by their number. A number alone is not kept: it may be a post code or the
 * number of a bill. For one thread.
 */
final class ReadAmounts {

    /** The most amounts in trusted results; further ones vouch for nothing. */
    private static final int MOST_TRUSTED = 100_000;

    private final Map<BigDecimal, List<Field>> fields = new HashMap<>();
    private final Map<BigDecimal, List<StatedAmount>> trusted = new HashMap<>();
    private int trustedAmounts;

    /** A field of a record that is an amount as a whole. */
    record Field(StatedAmount stated, TaskContent.FieldValue value) {}

    void add(String text, TaskContent.FieldValue field) {
        amount(text)
                .ifPresent(stated -> fields.computeIfAbsent(key(stated.number()), n -> new ArrayList<>(1))
                        .add(new Field(stated, field)));
    }

    void trust(String text) {
        if (trustedAmounts < MOST_TRUSTED) {
            amount(text).ifPresent(stated -> {
                trusted.computeIfAbsent(key(stated.number()), n -> new ArrayList<>(1))
                        .add(stated);
                trustedAmounts++;
            });
        }
    }

    /** The fields that have a number, in any unit. */
    List<Field> fields(BigDecimal number) {
        return fields.getOrDefault(key(number), List.of());
    }

    /** The amounts in trusted results that have a number, in any unit. */
    List<StatedAmount> trusted(BigDecimal number) {
        return trusted.getOrDefault(key(number), List.of());
    }

    private static Optional<StatedAmount> amount(String text) {
        return StatedAmounts.whole(text).filter(stated -> !stated.isBare());
    }

    /** Equal numbers have one key. */
    private static BigDecimal key(BigDecimal number) {
        return number.stripTrailingZeros();
    }
}
