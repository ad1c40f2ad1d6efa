package dev.interlock.engine.model;

/**
 * The key {@code T/*} of a type: a call that is about all objects of the type, those to come included, lies on it. No object is named
 * {@code *}, so the key means nothing else.
 */
public final class Wildcard {

    /** The value that stands for all. */
    public static final String ALL = "*";

    private Wildcard() {}

    /** The key of all objects of the kind. */
    public static Key of(String kind) {
        return new Key(kind, ALL);
    }

    public static boolean is(Key key) {
        return key.value().equals(ALL);
    }
}
