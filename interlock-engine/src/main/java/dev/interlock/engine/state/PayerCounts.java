package dev.interlock.engine.state;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Counts, for each payer, the things of one kind that the state keeps at the payer's expense. */
final class PayerCounts {

    private final Map<Payer, Integer> byPayer = new HashMap<>();

    void add(List<Payer> payers, int more) {
        for (Payer payer : payers) {
            byPayer.merge(payer, more, (before, now) -> before + now == 0 ? null : before + now);
        }
    }

    /**
     * The first of these payers' shares that would be exceeded, as the detail of a finding; empty where none is.
     *
     * @param most the share of one party alone
     * @param what the noun for the things, as in {@code calls}
     */
    Optional<String> exceeded(List<Payer> payers, int more, int most, String what) {
        return payers.stream()
                .filter(payer -> byPayer.getOrDefault(payer, 0) + (long) more > payer.most(most))
                .findFirst()
                .map(payer -> payer.most(most) + " " + what + " of " + payer.whose());
    }
}
