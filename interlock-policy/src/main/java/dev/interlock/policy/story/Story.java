package dev.interlock.policy.story;

import dev.interlock.engine.model.Caller;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A short history from the beginning of a domain.
 *
 * @param cast the agents that take part, by name
 */
public record Story(SortedMap<String, Caller> cast, List<Move> moves) {

    public Story {
        cast = new TreeMap<>(cast);
        moves = List.copyOf(moves);
    }

    /** The story up to and with the move at this place. */
    public Story upTo(int last) {
        return new Story(cast, moves.subList(0, last + 1));
    }
}
