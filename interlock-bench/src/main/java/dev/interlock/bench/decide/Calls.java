package dev.interlock.bench.decide;

import dev.interlock.engine.model.Amount;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Key;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** Calls as a door makes them from a request: everything is new, no text is shared with what the engine keeps. */
final class Calls {

    private Calls() {}

    static CallFacts facts(int group, String verb, List<Key> objects, int number, String risk) {
        var marks = new TreeSet<String>();
        marks.add(RuleBook.duty(group, verb));
        return CallFacts.builder(
                        RuleBook.tool(group, verb),
                        "sha-256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a",
                        risk)
                .marks(marks)
                .objects(objects)
                .amount(Optional.of(new Amount(BigDecimal.valueOf(number % 997 + 1, 2), "EUR")))
                .conditions(new TreeMap<>(Map.of(RuleBook.condition(group), false)))
                .build();
    }
}
