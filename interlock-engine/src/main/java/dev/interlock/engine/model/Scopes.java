package dev.interlock.engine.model;

import java.util.List;
import java.util.Set;

/** The scopes: the kinds of key that every call has without naming an object, by where it happens and who makes it. */
public final class Scopes {

    public static final String DOMAIN = "domain";
    public static final String TASK = "task";
    public static final String CHAIN = "chain";
    public static final String AGENT = "agent";
    public static final String OWNER = "owner";
    public static final String ORIGIN = "origin";

    /** The scopes that are attributes of the caller. */
    public static final List<String> OF_ACTOR = List.of(CHAIN, AGENT, OWNER, ORIGIN);

    public static final Set<String> ALL = Set.of(DOMAIN, TASK, CHAIN, AGENT, OWNER, ORIGIN);

    /** The one key of the scope {@code domain}. */
    public static final Key WHOLE_DOMAIN = new Key(DOMAIN, "all");

    private Scopes() {}
}
