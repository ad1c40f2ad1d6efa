package dev.interlock.server.graph;

/**
 * What a part of a picture stands for: something of the record that has a name.
 *
 * @param id the name as the record has it: {@code c-17}, {@code t-12}, {@code vendor/42}, {@code planner}
 */
public record Ref(Kind kind, String id) {

    /** The kinds of things that pictures show. */
    public enum Kind {
        CALL,
        TASK,
        OBJECT,
        PARTY
    }

    public static Ref call(String id) {
        return new Ref(Kind.CALL, id);
    }

    public static Ref task(String id) {
        return new Ref(Kind.TASK, id);
    }

    public static Ref object(String id) {
        return new Ref(Kind.OBJECT, id);
    }

    public static Ref party(String name) {
        return new Ref(Kind.PARTY, name);
    }
}
