package dev.interlock.engine.policy;

import java.util.List;

/**
 * A named independence level: the attributes in which two actors must surely differ. Runtime and agent always belong to
 * it and are not listed.
 */
public record Level(String name, List<String> attributes) {

    /** The least level: different parties, whatever else they share. */
    public static final Level DISTINCT = new Level("", List.of());

    public Level {
        attributes = List.copyOf(attributes);
    }
}
