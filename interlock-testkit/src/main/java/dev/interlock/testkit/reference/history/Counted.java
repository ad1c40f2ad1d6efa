package dev.interlock.testkit.reference.history;

import dev.interlock.engine.model.Amount;
import dev.interlock.engine.policy.Rule;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/** The share of a call in a limit on a key. */
public record Counted(PastCall call, Portion portion) {

    Optional<Amount> amount() {
        return portion.amount();
    }

    public static long number(List<Counted> counted) {
        return counted.stream().mapToLong(each -> each.portion().elements()).sum();
    }

    public static BigDecimal sum(List<Counted> counted) {
        return counted.stream()
                .map(each -> each.amount().orElseThrow().value())
                .reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    public static List<Counted> inUnit(List<Counted> counted, String unit) {
        return counted.stream()
                .filter(each -> each.amount()
                        .filter(amount -> amount.unit().equals(unit))
                        .isPresent())
                .toList();
    }

    /** The shares of calls that carry the mark of the limit. */
    public static List<Counted> of(Rule.Limit limit, List<Counted> counted) {
        return counted.stream().filter(each -> each.call().carries(limit.of())).toList();
    }
}
