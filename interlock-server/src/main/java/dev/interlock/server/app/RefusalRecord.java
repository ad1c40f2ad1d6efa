package dev.interlock.server.app;

import dev.interlock.engine.command.AgentCommand;
import dev.interlock.server.domain.Domain;
import dev.interlock.server.domain.UnavailableException;
import dev.interlock.server.jose.JwtProblem;
import dev.interlock.server.oauth.Refusals;
import dev.interlock.server.oauth.TaskToken;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The record of refused requests and proofs. Strangers cause its entries, so it is bounded: of the same refusals within
 * a minute the first is recorded at once, and the others as a number with the next one; and so many are recorded in a
 * minute of each known party, and of all strangers together. A noisy party therefore cannot displace the entries about
 * others. Thread-safe.
 */
final class RefusalRecord implements Refusals {

    private static final System.Logger LOG = System.getLogger(RefusalRecord.class.getName());

    private static final long MINUTE_MILLIS = 60_000;

    /** The most refusals that are recorded in a minute of those whom nobody knows. */
    static final int MOST = 200;

    /** The most refusals that are recorded in a minute of one party. */
    static final int MOST_OF_ONE = 50;

    /** Kinds of which something is kept, of each. */
    private static final int MOST_KINDS = 200;

    private final Domain domain;
    private final InstantSource clock;
    /** The books by party; strangers share one. Parties are registered, so the number of books is bounded. */
    private final Map<Optional<String>, Book> books = new HashMap<>(); // guarded by this

    /** Refusals that are equal in these parts are counted together. */
    private record Kind(String reason, String where, OptionalLong lease) {}

    /** @param untold since it was recorded */
    private record Seen(long minute, int untold) {}

    private static final class Book {
        final Map<Kind, Seen> seen = new LinkedHashMap<>();
        long minute;
        int recorded; // in this minute
    }

    RefusalRecord(Domain domain, InstantSource clock) {
        this.domain = domain;
        this.clock = clock;
    }

    /** An identity was not taken: {@code identity-expired} and the like. Whose it was nobody can tell. */
    void identity(JwtProblem problem, String door) {
        String reason = "identity-" + problem.name().toLowerCase(Locale.ROOT).replace('_', '-');
        record(reason, door, OptionalLong.empty(), Optional.empty());
    }

    /**
     * Records that a known party, a person, an agent or an enforcement point, attempted something that it may not do.
     */
    void known(String reason, String where, String by) {
        known(reason, where, by, OptionalLong.empty());
    }

    /** The same, of an enforcement point that passed on a token. */
    void known(String reason, String where, String by, OptionalLong lease) {
        record(reason, where, lease, Optional.of(by));
    }

    /**
     * A channel did not prove itself, or passed on what may not be answered: {@code channel-signature}, {@code channel-not-independent}.
     *
     * @param person for whom it spoke, once it had proven itself
     */
    void channel(String why, String where, Optional<String> person) {
        record("channel-" + why, where, OptionalLong.empty(), person);
    }

    @Override
    public void refused(String reason, String where, Optional<TaskToken> token) {
        OptionalLong lease = token.isPresent() ? OptionalLong.of(token.get().lease()) : OptionalLong.empty();
        record(reason, where, lease, token.map(TaskToken::agent));
    }

    private void record(String reason, String where, OptionalLong lease, Optional<String> agent) {
        int times = times(agent, new Kind(reason, where, lease));
        if (times == 0) {
            return;
        }
        try {
            domain.ask(new AgentCommand.Refused(reason, where, lease, agent, times));
        } catch (UnavailableException e) {
            LOG.log(System.Logger.Level.WARNING, "a refusal (" + reason + ") could not be recorded", e);
        }
    }

    /** Returns how many refusals of this kind are to be recorded now; 0 if this one is only counted. */
    private synchronized int times(Optional<String> by, Kind kind) {
        long now = clock.millis() / MINUTE_MILLIS;
        Book book = books.computeIfAbsent(by, any -> new Book());
        if (now != book.minute) {
            book.minute = now;
            book.recorded = 0;
        }
        Seen before = book.seen.getOrDefault(kind, new Seen(-1, 0));
        if (before.minute() == now || book.recorded >= (by.isPresent() ? MOST_OF_ONE : MOST)) {
            keep(book.seen, kind, new Seen(before.minute(), before.untold() + 1));
            return 0;
        }
        book.recorded++;
        keep(book.seen, kind, new Seen(now, 0));
        return before.untold() + 1;
    }

    private static void keep(Map<Kind, Seen> seen, Kind kind, Seen now) {
        seen.remove(kind);
        seen.put(kind, now);
        if (seen.size() > MOST_KINDS) {
            seen.remove(seen.keySet().iterator().next());
        }
    }
}
