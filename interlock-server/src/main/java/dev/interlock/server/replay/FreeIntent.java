package dev.interlock.server.replay;

import dev.interlock.engine.policy.Budgets;
import dev.interlock.engine.policy.Bundle;
import dev.interlock.engine.policy.Intent;
import dev.interlock.policy.compile.PolicyBundle;
import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The intent of tasks for which a trace states none: it allows every duty of the catalogue, so that rules judge the calls and
 * not the lack of a declaration. No bundle can have an intent of its name.
 */
final class FreeIntent {

    static final String NAME = "replay/any";
    private static final long LIFE_MILLIS = 10L * 365 * 24 * 3_600_000;
    /** The most that a budget can be: a chain may have several times as much, which has to be a number still. */
    private static final int MOST = Integer.MAX_VALUE / (2 * Budgets.SHARED);

    private FreeIntent() {}

    /**
     * The bundle with this intent beside its own, and without bounds on open tasks: a replay has one for each case that goes on at the time,
     * and those are nobody's doing.
     */
    static Bundle in(PolicyBundle.Compiled policy, long idleMillis) {
        Bundle bundle = policy.engine();
        Set<String> duties = policy.catalog().tools().values().stream()
                .flatMap(tool -> tool.mappings())
                .flatMap(mapping -> mapping.marks().stream())
                .collect(Collectors.toUnmodifiableSet());
        var intents = new TreeMap<>(bundle.intents());
        intents.put(
                NAME,
                new Intent(
                        NAME,
                        "",
                        duties,
                        Collections.emptySortedMap(),
                        LIFE_MILLIS,
                        idleMillis,
                        Integer.MAX_VALUE,
                        Optional.empty(),
                        duties));
        Budgets budgets = bundle.budgets();
        return bundle.but()
                .withIntents(Collections.unmodifiableSortedMap(intents))
                .withBudgets(new Budgets(MOST, MOST, budgets.unknown(), budgets.names()))
                .build();
    }
}
