package dev.interlock.bench.decide;

import dev.interlock.engine.command.Answer;
import dev.interlock.engine.model.Amount;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Key;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A populated domain, and random calls on it that leave the number of its bindings as it is.
 *
 * <p>Business comes in pairs of a vendor and an invoice, each pair in an area of its own. One agent made it, one of another
 * owner uses it: with eight rules that is sixteen bindings. A call concerns a random pair: its maker or its user does again
 * what it did (permitted), or another agent of the maker's owner wants to use it (held, or denied at the critical tier).
 */
final class Workload {

    private static final int POOL = 1 << 16;
    private static final int AGENTS_PER_OWNER = 4;
    private static final int BINDINGS_PER_PAIR = 2 * RuleBook.GROUP;

    private final Domain domain;
    private final CallFacts[] facts = new CallFacts[POOL];
    private final int[] callers = new int[POOL];
    private int next;

    Workload(int rules, int bindings, RuleBook.Kinds kinds) {
        var random = new Random(rules * 31L + bindings);
        int pairs = bindings / BINDINGS_PER_PAIR;
        int groups = RuleBook.groups(rules);
        domain = new Domain(RuleBook.bundle(rules, kinds), Math.clamp(bindings / 1000, 64, 1024), AGENTS_PER_OWNER);
        int[] makers = new int[pairs];
        int[] users = new int[pairs];
        for (int pair = 0; pair < pairs; pair++) {
            makers[pair] = random.nextInt(domain.agents());
            users[pair] = (makers[pair] + AGENTS_PER_OWNER + random.nextInt(domain.agents() - 2 * AGENTS_PER_OWNER))
                    % domain.agents();
            permitted(domain.call(makers[pair], facts(pair, groups, "make", RuleBook.HELD)));
            permitted(domain.call(users[pair], facts(pair, groups, "use", RuleBook.HELD)));
        }
        for (int i = 0; i < POOL; i++) {
            int pair = random.nextInt(pairs);
            switch (random.nextInt(4)) {
                case 0 -> set(i, makers[pair], facts(pair, groups, "make", RuleBook.HELD));
                case 1 -> set(i, users[pair], facts(pair, groups, "use", RuleBook.HELD));
                case 2 -> set(i, colleague(makers[pair]), facts(pair, groups, "use", RuleBook.HELD));
                default -> set(i, colleague(makers[pair]), facts(pair, groups, "use", RuleBook.DENIED));
            }
        }
    }

    private static void permitted(Answer answer) {
        if (!(answer instanceof Answer.Permit)) {
            throw new IllegalStateException("not permitted: " + answer);
        }
    }

    private static int colleague(int agent) {
        return agent ^ 1;
    }

    private void set(int i, int caller, CallFacts call) {
        callers[i] = caller;
        facts[i] = call;
    }

    /** Everything new, as a door makes it from a request: no text is shared with what the engine keeps. */
    private static CallFacts facts(int pair, int groups, String verb, String risk) {
        int group = (int) (pair * 2_654_435_761L % groups);
        var marks = new TreeSet<String>();
        marks.add(RuleBook.duty(group, verb));
        return new CallFacts(
                RuleBook.tool(group, verb),
                "sha-256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a",
                new TreeMap<>(),
                marks,
                List.of(new Key("vendor", "v-" + pair), new Key("invoice", "i-" + pair)),
                List.of(),
                List.of(),
                List.of(),
                new TreeMap<>(),
                Optional.of(new Amount(BigDecimal.valueOf(pair % 997 + 1, 2), "EUR")),
                risk,
                true,
                false,
                new TreeMap<>(),
                List.of());
    }

    /** The next call, from decision to outcome. */
    Answer step() {
        int i = next++ & (POOL - 1);
        return domain.call(callers[i], facts[i]);
    }

    /** How many of so many calls are permitted. */
    double shareOfPermits(int calls) {
        int permits = 0;
        for (int i = 0; i < calls; i++) {
            if (step() instanceof Answer.Permit) {
                permits++;
            }
        }
        return (double) permits / calls;
    }
}
