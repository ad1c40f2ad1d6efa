package dev.interlock.engine.model;

import java.util.List;

/** Names of the attributes that every actor vector has. A bundle may use further names. */
public final class Attributes {

    /** One attested running instance. Part of every independence level. */
    public static final String RUNTIME = "runtime";
    /** Workload identity or person. Part of every independence level. */
    public static final String AGENT = "agent";
    /** Root of the delegation. */
    public static final String CHAIN = "chain";
    /** Accountable human or team. */
    public static final String OWNER = "owner";
    /** Model family. */
    public static final String MODEL = "model";
    /** Author of the instructions that the actor acts on. */
    public static final String ORIGIN = "origin";

    /** The attributes that belong to every level, in the order in which conflicts are looked for. */
    public static final List<String> ALWAYS = List.of(RUNTIME, AGENT);

    private Attributes() {}
}
