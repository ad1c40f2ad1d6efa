package dev.interlock.engine.model;

/** A late link: something found out later about values or objects. It rewrites no decision, and counts for all that follow. */
public sealed interface Link {

    /** Two values of one attribute are the same: a rotated key, a renamed owner. Transitive. */
    record Values(String attribute, String first, String second) implements Link {}

    /** The child was made from the parent (objects of one type), or belongs to it (objects of two types). */
    record Objects(Key child, Key parent) implements Link {}

    /**
     * The value that an attribute of an agent had in all that is recorded of it up to now, where it is unknown there: nobody had registered
     * it.
     */
    record Unknown(String attribute, String agent, String value) implements Link {}
}
