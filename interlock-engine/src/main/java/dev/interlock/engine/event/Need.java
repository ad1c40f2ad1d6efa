package dev.interlock.engine.event;

import java.util.List;
import java.util.Optional;

/**
 * The approval that would let a held call through: {@code count} people of group {@code by} who are independent of the
 * requester, and of each other, in the attributes of the level.
 *
 * @param level name of the level
 * @param attributes its attributes, without runtime and agent which always count
 * @param validMillis how long an approval stays good, in milliseconds
 */
public record Need(Optional<String> by, int count, String level, List<String> attributes, long validMillis) {

    public Need {
        attributes = List.copyOf(attributes);
    }
}
