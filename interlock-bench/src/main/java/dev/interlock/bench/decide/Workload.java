package dev.interlock.bench.decide;

import dev.interlock.engine.command.Answer;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Key;
import java.util.List;
import java.util.Random;

/**
 * A populated domain, and random calls on it that leave the number of its bindings as it is.
 *
 * <p>Business comes in pairs of a vendor and an invoice, each pair in an area of its own. One agent made it, one of another
 * owner uses it: with eight rules that is sixteen bindings. A call concerns a random pair: its maker or its user does again
 * what it did (permitted), or another agent of the maker's owner wants to use it (held, or denied at the critical tier).
 */
final class Workload {

    /** Calls drawn at a time. */
    static final int BATCH = 256;

    private static final int AGENTS_PER_OWNER = 4;
    private static final int BINDINGS_PER_PAIR = 2 * RuleBook.GROUP;

    private final Domain domain;
    private final Random random;
    private final int groups;
    private final int[] makers;
    private final int[] users;
    private final CallFacts[] facts = new CallFacts[BATCH];
    private final int[] callers = new int[BATCH];

    /** A domain with its rules and agents, in which nothing has happened yet. */
    Workload(int rules, int bindings, RuleBook.Kinds kinds) {
        random = new Random(rules * 31L + bindings);
        groups = RuleBook.groups(rules);
        makers = new int[bindings / BINDINGS_PER_PAIR];
        users = new int[makers.length];
        domain = new Domain(RuleBook.bundle(rules, kinds), Math.clamp(bindings / 1000, 64, 1024), AGENTS_PER_OWNER);
    }

    /** Lets everything happen that the random calls come upon. */
    void populate() {
        for (int pair = 0; pair < makers.length; pair++) {
            makers[pair] = random.nextInt(domain.agents());
            users[pair] = (makers[pair] + AGENTS_PER_OWNER + random.nextInt(domain.agents() - 2 * AGENTS_PER_OWNER))
                    % domain.agents();
            permitted(domain.call(makers[pair], facts(pair, "make", RuleBook.HELD)));
            permitted(domain.call(users[pair], facts(pair, "use", RuleBook.HELD)));
        }
    }

    /** Draws the next calls: they come fresh from a door, and no clock runs meanwhile. */
    void draw() {
        for (int i = 0; i < BATCH; i++) {
            int pair = random.nextInt(makers.length);
            switch (random.nextInt(4)) {
                case 0 -> set(i, makers[pair], facts(pair, "make", RuleBook.HELD));
                case 1 -> set(i, users[pair], facts(pair, "use", RuleBook.HELD));
                case 2 -> set(i, colleague(makers[pair]), facts(pair, "use", RuleBook.HELD));
                default -> set(i, colleague(makers[pair]), facts(pair, "use", RuleBook.DENIED));
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

    private CallFacts facts(int pair, String verb, String risk) {
        int group = (int) (pair * 2_654_435_761L % groups);
        return Calls.facts(
                group, verb, List.of(new Key("vendor", "v-" + pair), new Key("invoice", "i-" + pair)), pair, risk);
    }

    /** The calls drawn, each from decision to outcome. Returns how many were permitted. */
    int run() {
        int permits = 0;
        for (int i = 0; i < BATCH; i++) {
            if (domain.call(callers[i], facts[i]) instanceof Answer.Permit) {
                permits++;
            }
        }
        return permits;
    }
}
